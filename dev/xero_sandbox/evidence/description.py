"""Where the official API description is wrong or silent; its own examples or recorded answers say otherwise."""

# Properties that answers have beside their description, by schema.
UNDESCRIBED = {
    "Contact": {"TaxNumbeType", "ContactGroup"},
    "BankTransaction": {"DateString"},
    "BatchPayment": {"StatusAttributeString"},
    "HistoryRecord": {"DateUTCString", "ValidationErrors"},
    "LineItem": {"DiscountEnteredAsPercent", "ValidationErrors"},
    "Invoice": {"DateString", "DueDateString", "Prepayment", "RoundingAmount"},
    "CreditNote": {"DateString", "ID"},
    "Overpayment": {"DateString", "ID"},
    "Prepayment": {"DateString", "ID"},
}
# Values that answers have beside the listed ones, by schema and property.
VALUES: dict[str, set[str]] = {}
# Codes of South Africa that the enumeration TaxType lacks; no property is held to it.
TAX_TYPES = {
    "ACC28PLUS", "ACCUPTO28", "BADDEBT", "IMINPUT", "OTHERINPUT", "OTHEROUTPUT", "SHOUTPUT", "ZRINPUT",
}  # fmt: skip
# Schemas that hold more than they list: the elements of a refused call are those that were sent, not their ids alone.
OPEN = {"Element"}
SILENT = (
    "`Element`, of a refused call, lists ids only: the whole element comes, with its `ValidationErrors`.",
    "Refused elements of a call with `summarizeErrors=false` show what was sent, however long or unknown.",
    "Lists come with `Id`, `Status`, `ProviderName` and `DateTimeUTC` beside them; the answer to a deletion does not.",
    "Scopes are the broad ones still; what counts since March 2026 are the granular ones.",
    "`Allocation.Date` is required there and read-only on the page: it is taken and ignored.",
    "Invoices and contacts are read by number as well as by the id that the path asks for.",
    "Answers of 401, 403, 404, 429, 500 and 503 are not described.",
    "`summarizeErrors` has the default false there and true on the pages: the connector always sends it.",
)
