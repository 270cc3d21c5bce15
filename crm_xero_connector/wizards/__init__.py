from . import backfill, compare, contact_preview, partner_merge, settled
