"""Log-in, consent, tokens, connections."""

from .base import OWN, Rule

AUTHORISE, TOKEN, CONNECTIONS = "GET /identity/connect/authorize", "POST /connect/token", "/connections"
WORDS = {
    "unauthorized_client: Unknown client or client not enabled": "O:TRB",
    "unauthorized_client: Invalid redirect_uri": "O:TRB",
    "invalid_scope: Invalid scope for client ({})": "T",
    "unsupported_response_type: response_type must be code": OWN,
    "invalid_request: code_challenge is for apps without a secret": OWN,
    "invalid_request: code challenge required (S256)": "Q:R1,R2",
}
RULES = (
    Rule(AUTHORISE, "log-in form, then consent with the user's own organisations, then back with code and state",
         "Q:R2", "test_log_in_consent_and_back_with_code_and_state"),
    Rule(AUTHORISE, "Cancel goes back with error=access_denied", "?", "test_cancel_goes_back_with_access_denied"),
    Rule(AUTHORISE, "a redirect URI has to be the registered one, character for character", "Q:R1,R2",
         "test_a_wrong_request_is_told_on_the_page"),
    Rule(AUTHORISE, "plain http is for localhost only, not for 127.0.0.1", "Q:R1,R2",
         "test_plain_http_is_for_localhost_only"),
    Rule(AUTHORISE, "a scope that the app does not own is refused on the page", "T",
         "test_an_app_gets_no_scope_that_it_does_not_own"),
    Rule(AUTHORISE, "scopes add up over consents until they are revoked", "O:SCO", "test_scopes_add_up_until_revoked"),
    Rule(TOKEN, "a code is good once", "Q:R1,R2,R4", "test_a_code_is_good_once"),
    Rule(TOKEN, "a code is good for five minutes", "Q:R1,R2,R4", "test_a_code_is_good_for_five_minutes"),
    Rule(TOKEN, "a code belongs to its redirect URI", "Q:R2", "test_a_code_belongs_to_its_redirect_uri"),
    Rule(TOKEN, "form-encoded, secret in the Basic header or in the form; else invalid_request or invalid_client", "S:SDK",
         "test_a_wrong_token_request_is_refused"),
    Rule(TOKEN, "a JSON body is invalid_request", "Q:R2", "test_a_json_body_is_no_token_request"),
    Rule(TOKEN, "PKCE: the verifier has to fit the challenge", "Q:R1,R2", "test_pkce_needs_the_verifier_of_the_challenge"),
    Rule(TOKEN, "an access token tells user, scopes and consent", "Q:R1,R2",
         "test_an_access_token_tells_user_scopes_and_consent"),
    Rule(TOKEN, "only offline_access brings a refresh token, only openid an id_token", "Q:R2",
         "test_only_openid_brings_an_id_token_and_only_offline_access_a_refresh_token"),
    Rule(TOKEN, "a refresh rotates; the token before is good for another 30 minutes", "Q:R1,R2,R4",
         "test_refresh_rotates_and_the_old_token_has_half_an_hour"),
    Rule(TOKEN, "a refresh token ends 60 days after its last use", "Q:R2,R4", "test_a_refresh_token_ends_after_sixty_days"),
    Rule(TOKEN, "a newer consent of the same user to the same app supersedes the older tokens", "Q:R4",
         "test_a_new_consent_supersedes_the_older_tokens"),
    Rule(TOKEN, "another app cannot use a refresh token", "O:TRB", "test_another_app_cannot_refresh"),
    Rule(TOKEN, "client_credentials with app.connections lists connections without a user", "Q:R1,R2",
         "test_an_app_can_list_its_connections_without_a_user"),
    Rule(TOKEN, "a custom connection reaches its one organisation, which it need not name", "O:ORG",
         "test_a_custom_connection_reaches_its_one_organisation_unnamed"),
    Rule("POST /connect/revocation", "takes all connections of the user to the app; an unknown token is no error",
         "Q:R1,R2", "test_revocation_takes_all_connections_of_the_user_and_is_quiet"),
    Rule(CONNECTIONS, "authEventId gives what was ticked in that consent", "S:OASI",
         "test_connections_tell_what_was_ticked_in_this_consent"),
    Rule(CONNECTIONS, "created and updated times differ after a reconnection", "S:OASI",
         "test_connecting_again_shows_by_the_times"),
    Rule(CONNECTIONS, "DELETE by the connection's id (not the organisation's): 204, unknown 404", "S:OASI",
         "test_a_connection_is_deleted_by_its_own_id"),
    Rule(CONNECTIONS, "two users of one app have connections of their own", "Q:R4",
         "test_two_users_have_connections_of_their_own"),
    Rule(CONNECTIONS, "somebody disconnects in Xero: 403 from then on", "O:ERR", "test_disconnecting_in_xero_forbids"),
)  # fmt: skip
DIFFERS = {
    AUTHORISE: "no two-step log-in; no cap on connections or on uncertified apps; the broad scopes, which end in "
    "2027, do not exist; a consent covers one organisation as long as bulk connections are a premium feature",
    TOKEN: "tokens have the form of JWTs (HS256) with a key that nobody else has; of OpenID Connect only the id_token",
    CONNECTIONS: "organisations only, no practices",
}
