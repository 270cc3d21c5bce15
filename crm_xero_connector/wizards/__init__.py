from . import backfill, contact_preview, partner_merge, settled
