from . import contact_preview, partner_merge
