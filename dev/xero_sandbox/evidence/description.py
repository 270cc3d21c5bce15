"""Where the official API description is wrong or silent; its own examples or recorded answers say otherwise."""

# Properties that answers have beside their description, by schema.
UNDESCRIBED = {
    "Contact": {"TaxNumbeType", "ContactGroup"},
    "LineItem": {"DiscountEnteredAsPercent", "ValidationErrors"},
    "Invoice": {"DateString", "DueDateString", "Prepayment"},
    "CreditNote": {"DateString", "ID"},
    "Overpayment": {"DateString", "ID"},
    "Prepayment": {"DateString", "ID"},
}
# Values that answers have beside the listed ones, by schema and property.
VALUES: dict[str, set[str]] = {}
# Schemas that hold more than they list: the elements of a refused call are those that were sent, not their ids alone.
OPEN = {"Element"}
