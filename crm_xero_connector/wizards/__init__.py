from . import backfill, contact_preview, explain, partner_merge, settled
