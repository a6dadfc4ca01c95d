"""The settings of every crawl. Ours stand first; each can be set with `-s NAME=VALUE`."""

from importlib.metadata import version

from scrapy.settings import default_settings

from twa.dataset.web import schedule

# --- Ours -------------------------------------------------------------------------------

DATA_DIR = "data"
"""Folder of the collections: DATA_DIR/NAME/{archive,dataset,runs,state.sqlite}."""

CONTACT = None
"""An e-mail address or URL at which the owner of a crawled site reaches you. It stands in the
User-Agent header of every request and in the warcinfo record of every WARC."""

BUILD = True
"""Build the dataset when the crawl has ended. Without it: `twa build DATA_DIR/NAME`."""

BUILD_WORKERS = None
"""Processes that extract text; None is one a core."""

SEAL_KEY = None
"""The key (`twa keys new FILE`) that the seals of the archive are signed with when a crawl ends."""

SEAL_AUTHORITIES: list[str] = []
"""URLs of timestamping authorities (RFC 3161) that are asked for a timestamp of the seals when a
crawl ends. No crawl waits for them for long, or fails on their account."""

SEAL_ROOTS: list[str] = []
"""Files of certificates that these timestamps must lead to; without any, those of the system."""

SEAL_SIGNING_SERVERS: list[str] = []
"""URLs of servers (WACZ's auth spec) that sign the seals when a crawl ends. What they ask for
stands in the variable TWA_SIGNING_TOKEN."""

# ARCHIVE_DIR is set from DATA_DIR and the collection's name.
ARCHIVE_PREFIX = None
"""First part of the names of WARC files; None is the collection's name."""

ARCHIVE_SEGMENT_BYTES = 1_000_000_000
"""Octets after which a new WARC file is begun (WARC 1.1, Annex C, recommends 1 GB)."""

ARCHIVE_SYNC_RECORDS = 100
"""Exchanges written before an fsync at the latest."""

ARCHIVE_SYNC_SECONDS = 5.0
"""Seconds between fsyncs at the latest."""

ARCHIVE_DISK_FLOOR_BYTES = 1_000_000_000
"""Free octets on the disk below which a crawl ends, resumable, rather than write."""

REVISIT_AFTER = schedule.REVISIT_AFTER
"""Ages at which an article is looked at again, to see whether it changed: numbers with s, m, h,
d or w. After the last, never; empty for never at all."""

ARCHIVE_REQUISITES = True
"""Archive what article pages need to be looked at later, too: images, stylesheets and what they
name, fonts, icons, scripts. Asked for when the articles are had; none ever fails an article."""

REQUISITES_PER_PAGE = 100
"""Requisites that are asked for on account of one page, in one run."""

REQUISITES_BYTES_PER_PAGE = 64 << 20
"""Octets of requisites of one page after which no more of them is asked for, in one run."""

REQUISITES_FRESH_DAYS = 30
"""Days for which a requisite that was asked for is good for the pages that come after it. What a
page of more than so many days ago lacks is not fetched any more: it would not be of its time."""

DOWNLOAD_VERIFY_CERTIFICATES = True
"""Speak over TLS only to hosts whose certificate is valid, for their name and by an authority
that this machine trusts. False takes any; the warcinfo record of every WARC says which it was."""

WEB_BOT_AUTH_KEY = None
"""The key (`twa keys new FILE`) that requests are signed with, so that sites that check signatures
can tell this crawler from others of its name (Web Bot Auth, RFC 9421). None: none is signed."""

WEB_BOT_AUTH_AGENT = None
"""The https URL of your site that serves what `twa keys jwks FILE.pub` prints, at
`/.well-known/http-message-signatures-directory`; each signed request names it."""

# --- Politeness -------------------------------------------------------------------------

USER_AGENT = f"twa/{version('twa')}"
"""The product token that robots.txt rules are matched with; CONTACT is added to it."""

BACKOFF_WAIT = 300
"""Seconds that a run waits for a host that answers 429 or 503, at most. If the host wants more,
the run goes on without it, and the next ones leave it alone for as long as it wants."""

BACKOFF_LONGEST = 86400
"""Seconds that a host is left alone on account of one answer, at most, however long its Retry-After
is. The URL that gave the answer is left alone for all of it."""

CRAWL_DELAY_WAIT = 30
"""Seconds of Crawl-delay that a run waits between requests, at most. A host that wants more is
asked for one thing in a run, and again when its time has come."""

ROBOTSTXT_OBEY = True
# Requests that wait for their turn beneath our middlewares would be sent after a host asked for
# patience, and waited for when the crawl is interrupted: there are none.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# For each response Scrapy starts so many tasks, which wait for items: rows come at the end alone.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY = 1
DOWNLOAD_DELAY_JITTER = 0
COOKIES_ENABLED = True
"""Send cookies that a site sets on its own redirects back to it, within a run. Without them, sites
that ask for one before they show a page redirect for ever."""

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Not all replay tools know brotli and zstd: ask for what every one of them reads.
    "Accept-Encoding": "gzip, deflate",
}
# Content codings are taken off by the code that takes them off archived responses.
COMPRESSION_ENABLED = False
# W3C Referrer Policy, section 3.7: other sites hear of our host alone, not of a feed's query.
REFERRER_POLICY = "strict-origin-when-cross-origin"
# A server may ask for less than that, not for more.
REFERRER_POLICIES = dict.fromkeys(
    ("", "unsafe-url", "no-referrer-when-downgrade", "origin-when-cross-origin"),
    "scrapy.spidermiddlewares.referer.StrictOriginWhenCrossOriginPolicy",
)
# A page that answers 404 or 500 is a fact to be counted, not one to be dropped.
HTTPERROR_ALLOW_ALL = True
# A page that refreshes to another is a redirect to `twa.crawler.middlewares.redirects`.
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 10
DOWNLOAD_MAXSIZE = 16 << 20
DOWNLOAD_WARNSIZE = 0

# --- Parts ------------------------------------------------------------------------------

BOT_NAME = "twa"
SPIDER_MODULES = ["twa.crawler.spiders"]
NEWSPIDER_MODULE = "twa.crawler.spiders"
COMMANDS_MODULE = "twa.crawler.commands"

# What a proxy says is not what the server said.
HTTPPROXY_ENABLED = False
# HTTP/1.1 only: its octets are the record.
DOWNLOAD_HANDLERS = {
    "http": "twa.crawler.wire.handler.WireDownloadHandler",
    "https": "twa.crawler.wire.handler.WireDownloadHandler",
}
EXTENSIONS = {
    "twa.crawler.run.run.Run": 10,
    "twa.crawler.archive.extension.ArchiveExtension": 20,
}
# Nobody steers a crawl from outside. What is only turned off, with None, Scrapy loads all the same,
# and a web server with it: each crawl would start later by a tenth of a second. With its cookies
# comes what fetches lists of public suffixes.
EXTENSIONS_BASE = {
    path: order
    for path, order in default_settings.EXTENSIONS_BASE.items()
    if path
    not in {
        "scrapy.extensions.telnet.TelnetConsole",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.logstats.LogStats",
    }
}
SPIDER_MIDDLEWARES = {
    # Nearest to the spider.
    "twa.crawler.run.state_faults.StateFaults": 1000,
}
DOWNLOADER_MIDDLEWARES_BASE = {
    path: order
    for path, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items()
    if path
    not in {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    }
}
DOWNLOADER_MIDDLEWARES = {
    "twa.crawler.middlewares.withdrawn.Withdrawn": 40,
    "twa.crawler.middlewares.boundary.Boundary": 50,
    "twa.crawler.middlewares.robots.RobotsMiddleware": 100,
    "twa.crawler.middlewares.conditional.Conditional": 110,
    "twa.crawler.middlewares.tdmrep.TdmrepMiddleware": 120,
    # Between Scrapy's redirects (600) and the network.
    "twa.crawler.middlewares.redirects.Redirects": 610,
    "twa.crawler.middlewares.cookies.Cookies": 605,
    # Between Scrapy's retries (550) and the network: retries wait as well.
    "twa.crawler.middlewares.backoff.Backoff": 560,
    # Last of all: a signature is of the moment, and of what is sent.
    "twa.crawler.middlewares.signing.Signing": 900,
}
STATS_DUMP = False
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FEED_EXPORT_ENCODING = "utf-8"
