"""Open311 GeoReport v2: what other systems read of us, and hand in.

services   the kinds of report as services
requests   released cases as service requests, and nothing else of them
posting    a request of a partner as a draft
writing    the one shape as XML and as JSON
"""
