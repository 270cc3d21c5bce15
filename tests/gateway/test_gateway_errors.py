"""Every refusal and every failure of Xero is one class of ours, with Xero's own words."""

import json

import pytest

from odoo.addons.crm_xero_connector import const, exceptions
from odoo.addons.crm_xero_connector.gateway import Endpoints, XeroGateway, element_errors, element_warnings

API = "https://api.xero.com/api.xro/2.0"
KEY = {"idempotency_key": "key-1"}


def read(gateway):
    return gateway.contacts()


def write(gateway):
    return gateway.create_invoices([{"InvoiceNumber": "INV/1"}], **KEY)


def fail(api, gateway, status, body="", *, do=read, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    for verb, path in (("GET", "Contacts"), ("PUT", "Invoices")):
        api.add(verb, f"{API}/{path}", status=status, body=body, headers={"Xero-Correlation-Id": "corr-1", **headers})
    with pytest.raises(exceptions.XeroError) as caught:
        do(gateway)
    assert (caught.value.status, caught.value.correlation_id) == (status, "corr-1")
    assert len(api.calls) == 1
    return caught.value


both = pytest.mark.parametrize("do", [read, write])


# --- authorisation -----------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        ("", {}, exceptions.XeroTokenExpired),
        ('{"Title":"Unauthorized","Detail":"TokenExpired: token expired"}', {}, exceptions.XeroTokenExpired),
        ('{"Title":"Unauthorized","Detail":"AuthorizationUnsuccessful"}', {}, exceptions.XeroScopeMissing),
        ("", {"WWW_Authenticate": 'Bearer error="insufficient_scope"'}, exceptions.XeroScopeMissing),
        ("", {"WWW_Authenticate": 'Bearer error="invalid_token"'}, exceptions.XeroTokenExpired),
    ],
)
def test_an_expired_token_and_a_missing_scope_are_told_apart(api, gateway, do, body, headers, error):
    assert type(fail(api, gateway, 401, body, do=do, **headers)) is error


@both
@pytest.mark.parametrize(
    "body",
    [
        '{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}',
        '{"title":"Forbidden","status":403,"detail":"AuthenticationUnsuccessful"}',
    ],
)
def test_a_lost_organisation_is_forbidden(api, gateway, do, body):
    error = fail(api, gateway, 403, body, do=do)
    assert type(error) is exceptions.XeroForbidden
    assert error.messages == ("AuthenticationUnsuccessful",)


# --- not there, too much -----------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("body", ["", "<html></html>", "The resource you're looking for cannot be found"])
def test_an_unknown_record_is_not_found(api, gateway, do, body):
    assert type(fail(api, gateway, 404, body, do=do)) is exceptions.XeroNotFound


@both
@pytest.mark.parametrize(
    ("headers", "retry_after", "problem"),
    [
        ({"X_Rate_Limit_Problem": "minute", "Retry_After": "12"}, 12, "minute"),
        ({"X_Rate_Limit_Problem": "Day", "Retry_After": "77123"}, 77123, "day"),
        ({"X_Rate_Limit_Problem": "concurrent"}, None, "concurrent"),
        ({"X_Rate_Limit_Problem": "appminute"}, None, "appminute"),
        ({"X_Rate_Limit_Problem": "App-Minute", "Retry_After": "soon"}, None, "appminute"),
        ({"X_Rate_Limit_Problem": "hourly"}, None, None),
        ({}, None, None),
    ],
)
def test_each_limit_is_told_with_the_time_to_wait(api, gateway, do, headers, retry_after, problem):
    error = fail(api, gateway, 429, do=do, **headers)
    assert type(error) is exceptions.XeroRateLimited
    assert (error.retry_after, error.problem) == (retry_after, problem)


# --- Xero in trouble ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 500, 501, 502, 504])
@pytest.mark.parametrize(
    "body", ["", "<html>oops</html>", '{"ErrorNumber":500,"Type":"x","Message":"An error occurred"}']
)
def test_a_failure_is_later_on_a_read_and_unknown_on_a_write(api, gateway, status, body):
    assert type(fail(api, gateway, status, body)) is exceptions.XeroServerError
    api.reset()
    assert type(fail(api, gateway, status, body, do=write)) is exceptions.XeroOutcomeUnknown


@both
def test_an_organisation_that_is_offline_is_later(api, gateway, do):
    assert type(fail(api, gateway, 503, "The Organisation is offline", do=do)) is exceptions.XeroServerError


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirection_is_not_followed(api, gateway, status):
    api.get("https://elsewhere.example/", json={"Contacts": []})
    assert type(fail(api, gateway, status, Location="https://elsewhere.example/")) is exceptions.XeroProtocolError
    api.reset()
    error = fail(api, gateway, status, do=write, Location="https://elsewhere.example/")
    assert type(error) is exceptions.XeroOutcomeUnknown


def test_a_write_that_was_not_modified_makes_no_sense(api, gateway):
    assert type(fail(api, gateway, 304, do=write)) is exceptions.XeroOutcomeUnknown


# --- refused -----------------------------------------------------------------------------------------------------

VALIDATION = {
    "ErrorNumber": 10,
    "Type": "ValidationException",
    "Message": "A validation exception occurred",
    "Elements": [
        {
            "InvoiceID": const.ZERO_GUID,
            "ValidationErrors": [
                {"Message": "Invoice # must be unique."},
                {"Message": " Email address must be valid "},
            ],
            "Contact": {"ValidationErrors": [{"Message": "The contact has been archived."}]},
            "LineItems": [{"ValidationErrors": [{"Message": "Account code '999' is not a valid code."}]}, {}],
        },
        {"ValidationErrors": [{"Message": "Invoice # must be unique."}, {"Message": None}, "x"]},
    ],
}


@both
def test_a_refusal_tells_all_of_xeros_sentences_once(api, gateway, do):
    error = fail(api, gateway, 400, json.dumps(VALIDATION), do=do)
    assert type(error) is exceptions.XeroRejected
    assert error.messages == (
        "Invoice # must be unique.",
        "Email address must be valid",
        "The contact has been archived.",
        "Account code '999' is not a valid code.",
    )
    assert (error.error_type, error.error_number) == ("ValidationException", 10)


@both
@pytest.mark.parametrize(
    ("status", "body", "messages"),
    [
        (
            400,
            '{"Type":"HighVolumeException","ErrorNumber":51,"Message":"Too many documents"}',
            ("Too many documents",),
        ),
        (400, '{"type":"QueryParseException","message":"No property"}', ("No property",)),
        (
            400,
            '{"Title":"Bad","Detail":"Idempotency Key: k is used with a different request."}',
            ("Idempotency Key: k is used with a different request.",),
        ),
        (400, "<html>Bad Request</html>", ()),
        (400, "", ()),
        (400, "[]", ()),
        (400, '{"Elements":[null,"x",{"ValidationErrors":"x"}]}', ()),
        (405, "", ()),
        (412, "", ()),
        (413, "Request Entity Too Large", ()),
    ],
)
def test_a_refusal_in_any_shape_is_a_refusal(api, gateway, do, status, body, messages):
    error = fail(api, gateway, status, body, do=do)
    assert type(error) is exceptions.XeroRejected
    assert error.messages == messages
    assert str(status) in str(error)


# --- one element -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "element",
    [
        {},
        {"InvoiceID": "1"},
        {"InvoiceID": "1", "StatusAttributeString": "OK", "HasErrors": False, "ValidationErrors": []},
        {"InvoiceID": "1", "StatusAttributeString": "WARNING", "Warnings": [{"Message": "Odd rate"}]},
        {"PaymentID": "1", "HasValidationErrors": False, "Invoice": {"ValidationErrors": [{"Message": "old"}]}},
        {"ContactID": "1", "ValidationErrors": None},
    ],
)
def test_an_accepted_element_has_no_errors(element):
    assert element_errors(element) == ()


@pytest.mark.parametrize(
    ("element", "errors"),
    [
        ({"ValidationErrors": [{"Message": "No."}]}, ("No.",)),
        ({"StatusAttributeString": "ERROR"}, ("Xero gave no reason",)),
        ({"HasErrors": True}, ("Xero gave no reason",)),
        (
            {"HasValidationErrors": True, "Account": {"ValidationErrors": [{"Message": "No account."}]}},
            ("No account.",),
        ),
        ({"ContactID": const.ZERO_GUID}, ("Xero gave no reason",)),
        (
            {
                "InvoiceID": "1",
                "StatusAttributeString": "ERROR",
                "LineItems": [{"ValidationErrors": [{"Message": "Bad line."}]}],
            },
            ("Bad line.",),
        ),
    ],
)
def test_a_refused_element_has_errors_whichever_flag_tells(element, errors):
    assert element_errors(element) == errors


def test_a_warning_is_no_error():
    element = {"InvoiceID": "1", "StatusAttributeString": "WARNING", "Warnings": [{"Message": "Odd rate"}]}
    assert element_warnings(element) == ("Odd rate",)
    assert element_warnings({}) == ()


# --- secrets -----------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_an_error_shows_neither_token_nor_data(api, gateway, do, status):
    body = '{"Elements":[{"EmailAddress":"ann@example.com"}],"echo":"Bearer secret-access-token"}'
    error = fail(api, gateway, status, body, do=do)
    shown = f"{error!r} {error} {vars(error)} {error.__cause__!r} {error.__context__!r}"
    assert "secret-access-token" not in shown
    assert "ann@example.com" not in shown


def test_no_repr_shows_a_secret(gateway, identity):
    assert "secret" not in repr(gateway) + repr(identity)


def test_every_error_belongs_to_one_tree():
    classes = [value for value in vars(exceptions).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(classes) == 18
    assert all(issubclass(cls, exceptions.XeroError) for cls in classes)
    assert all(f" {cls.__name__} " in exceptions.__doc__ for cls in classes if cls is not exceptions.XeroError)


def test_an_organisation_is_always_named():
    with pytest.raises(ValueError, match="organisation"):
        XeroGateway(Endpoints(), "", lambda: "t")
