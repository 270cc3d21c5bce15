from . import log_filter, oauth, webhook
