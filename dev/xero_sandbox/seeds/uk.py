"""United Kingdom: VAT of 20, 5 and 0 %, exempt sales and reverse charges."""

from __future__ import annotations

from . import charts, rates
from .countries import Country
from .tax_numbers import vat_gb

UK = Country(
    name="Thistle & Rose Interiors Ltd",
    short_code="!tR7u3",
    version="UK",
    code="GB",
    currency="GBP",
    facts={
        "SalesTaxBasis": "ACCRUAL", "SalesTaxPeriod": "QUARTERLY", "Timezone": "GMTSTANDARDTIME", "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3, "TaxNumber": vat_gb(4455667), "RegistrationNumber": "09876543",
    },
    rates=rates.BRITAIN,
    tax="VAT",
    taxes={"OUTPUT": "OUTPUT2", "INPUT": "INPUT2", "CAPEXINPUT": "CAPEXINPUT2", "EXEMPTEXPENSES": "EXEMPTINPUT"},
    chart=charts.BRITAIN,
    country="United Kingdom",
    dial="44",
    towns=(
        ("London", "", "EC1A 1BB", "020", "7946 00{:02d}"), ("Leeds", "West Yorkshire", "LS1 4AP", "0113", "496 00{:02d}"),
        ("Cardiff", "", "CF10 1EP", "029", "2018 00{:02d}"), ("Edinburgh", "", "EH1 1YZ", "0131", "496 00{:02d}"),
    ),
    mobile="07700 9000{:02d}",
    streets=("{} Clerkenwell Green", "Unit {}, Canal Wharf", "{} High Street", "Flat {}, Rose Court"),
    companies=(
        "Thameside Bindery Ltd", "Oak & Ember Kitchens", "Pennine Cycle Works", "St Anne's School", "Fenland Growers",
        "The Copper Kettle", "Wharf Street Dental", "Marlowe Theatre Trust", "Cornish Sea Salt Works", "Brunel Surveys",
    ),
    persons=("Harriet Shaw", "Alasdair MacLeod", "Nia Griffiths", "Oliver Bennett", "Saoirse Doyle", "Priya Patel"),
    suppliers=("Royal Mile Textiles", "Bath Stone Masonry", "Northern Light & Gas"),
    tax_number=lambda number: vat_gb(3_141_592 + number * 27_183),
    sales=(
        ("Design of a room", "1", "450.00", "OUTPUT2", "200"), ("Curtain fabric, metre", "12.5", "38.9900", "OUTPUT2", "200"),
        ("Handrails for a bathroom, fitted", "1", "286.00", "RROUTPUT", "200"), ("Pattern books, sent abroad", "3", "24.00", "ZERORATEDOUTPUT", "200"),
        ("Evening course", "2", "95.00", "EXEMPTOUTPUT", "260"),
    ),
    bills=(
        ("Linen and thread", "1", "612.40", "INPUT2", "310"), ("Drawing software from abroad", "1", "89.00", "REVERSECHARGES", "463"),
        ("Insurance of the shop", "1", "134.75", "EXEMPTINPUT", "433"),
    ),
    stranger={
        "Name": "Atelier du Canal SARL",
        "DefaultCurrency": "EUR",
        "EmailAddress": "compta@atelierducanal.example.com",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "14 quai de Valmy", "City": "Paris", "PostalCode": "75010", "Country": "France"}],
    },
    rate="1.1700",
)  # fmt: skip
