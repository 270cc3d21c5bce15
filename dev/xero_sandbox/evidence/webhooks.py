"""Notifications."""

from .base import Rule

WEBHOOKS = "Webhooks"
WORDS: dict[str, str] = {}
RULES = (
    Rule(WEBHOOKS, "intent to receive: right signatures want 200, wrong ones 401", "O:WH",
         "test_an_end_point_that_tells_signatures_apart_is_switched_on"),
    Rule(WEBHOOKS, "a cookie, a body or no http in the answer keeps the subscription off", "O:WH",
         "test_an_answer_with_a_cookie_a_body_or_without_http_stays_off"),
    Rule(WEBHOOKS, "archiving, voiding and deleting arrive as UPDATE", "S:OASW", "test_every_change_is_told_with_its_kind"),
    Rule(WEBHOOKS, "sequences count up for each app, a lost one leaves a gap", "S:OASW",
         "test_sequences_count_up_and_a_lost_one_leaves_a_gap"),
    Rule(WEBHOOKS, "at least once: a notification may come twice", "Q:R1,B2", "test_a_doubled_one_comes_twice"),
    Rule(WEBHOOKS, "order is not promised", "Q:R1,B2", "test_the_next_ones_can_be_turned_around"),
    Rule(WEBHOOKS, "only apps that are connected are told", "O:WH", "test_only_apps_that_are_connected_are_told"),
    Rule(WEBHOOKS, "a failed delivery is tried again at once", "Q:R1,B2",
         "test_a_failed_delivery_is_tried_again_at_once"),
    Rule(WEBHOOKS, "then every 15 minutes", "Q:R1,B2", "test_then_every_quarter_of_an_hour"),
    Rule(WEBHOOKS, "after 24 hours it is switched off; what happens then is sent once it is on again", "Q:R1,B2",
         "test_after_a_day_it_is_switched_off_and_held_until_on_again"),
    Rule(WEBHOOKS, "what was held for more than 31 days is gone", "Q:R1,B2",
         "test_what_was_held_for_more_than_a_month_is_gone"),
)  # fmt: skip
DIFFERS = {
    WEBHOOKS: "one event per notification; addresses on this machine only, plain http too; deliveries that wait are "
    "lost when the server restarts",
}
