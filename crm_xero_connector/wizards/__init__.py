from . import (
    backfill,
    cause,
    compare,
    contact_preview,
    explain,
    fix_cause,
    partner_merge,
    settled,
    setup_export,
    setup_import,
)
