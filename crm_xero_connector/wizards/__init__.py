from . import backfill, contact_preview, partner_merge, settled, setup_export, setup_import
