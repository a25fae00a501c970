# shop.example.com
#
# The web shop, its JSON API and the images. Questions: #team-edge
# Deployed by the pipeline; please do not edit in the web interface.

include "redirects";

# --- Origins ------------------------------------------------------------------

backend F_web_fra {
  .host = "web-fra.origin.example.net";
  .port = "443";
  .ssl = true;
  .ssl_cert_hostname = "*.origin.example.net";
  .ssl_sni_hostname = "web-fra.origin.example.net";
  .ssl_check_cert = always;
  .min_tls_version = "1.2";
  .connect_timeout = 1s;
  .first_byte_timeout = 20s;
  .between_bytes_timeout = 10s;
  .max_connections = 300;
  .share_key = "3xKq9vTb";
  .dynamic = true;
  .probe = {
    .request = "GET /healthz HTTP/1.1" "Host: shop.example.com" "Connection: close" "User-Agent: edge-probe";
    .expected_response = 200;
    .interval = 10s;
    .timeout = 3s;
    .window = 5;
    .threshold = 3;
    .initial = 3;
  }
}

backend F_web_ams {
  .host = "web-ams.origin.example.net";
  .port = "443";
  .ssl = true;
  .ssl_cert_hostname = "*.origin.example.net";
  .ssl_sni_hostname = "web-ams.origin.example.net";
  .ssl_check_cert = always;
  .connect_timeout = 1s;
  .first_byte_timeout = 20s;
  .max_connections = 300;
  .share_key = "3xKq9vTb";
  .dynamic = true;
  .probe = {
    .request = "GET /healthz HTTP/1.1" "Host: shop.example.com" "Connection: close" "User-Agent: edge-probe";
    .expected_response = 200;
    .interval = 10s;
    .timeout = 3s;
    .window = 5;
    .threshold = 3;
    .initial = 3;
  }
}

# The API team runs plain HTTP inside the private peering
backend F_api {
  .host = "192.0.2.80";
  .port = "8080";
  .connect_timeout = 1s;
  .first_byte_timeout = 8s;
  .between_bytes_timeout = 4s;
  .max_connections = 200;
  .share_key = "3xKq9vTb";
  .dynamic = true;
}

backend F_images {
  .host = "shop-images.storage.example.net";
  .port = "443";
  .ssl = true;
  .ssl_cert_hostname = "shop-images.storage.example.net";
  .ssl_sni_hostname = "shop-images.storage.example.net";
  .always_use_host_header = true;
  .host_header = "shop-images.storage.example.net";
  .connect_timeout = 1s;
  .first_byte_timeout = 15s;
  .share_key = "3xKq9vTb";
  .dynamic = true;
}

director web random {
  .quorum = 50%;
  .retries = 2;
  { .backend = F_web_fra; .weight = 3; }
  { .backend = F_web_ams; .weight = 2; }
}

# --- Lists --------------------------------------------------------------------

acl office {
  "198.51.100.0"/24; # Cologne
  "203.0.113.16"/28; # Utrecht
  "2001:db8:77::"/48;
  !"198.51.100.66"; # guest wifi
}

acl purgers {
  "192.0.2.10"; # CMS
  "192.0.2.11"; # deployment
}

# Where people land when they come to / without a language
table home_by_language {
  "de": "/de/",
  "en": "/en/",
  "fr": "/fr/",
  "nl": "/nl/",
}

# Switches that the on-call can flip
table switches {
  "maintenance": "0",
  "new_checkout_percent": "20",
}

# --- Subroutines --------------------------------------------------------------

# Query parameters that never change the page, and the order of the others
#@scope: recv
sub normalize_url {
  set req.url = querystring.filter(req.url, "utm_source" querystring.filtersep() "utm_medium" querystring.filtersep() "utm_campaign" querystring.filtersep() "gclid" querystring.filtersep() "fbclid");
  set req.url = querystring.sort(req.url);
}

# Everybody is in one half of the test and stays there. The cookie is set in deliver.
#@scope: recv
sub choose_checkout {
  declare local var.percent INTEGER;
  set var.percent = std.atoi(table.lookup(switches, "new_checkout_percent", "0"));

  if (req.http.Cookie:checkout ~ "^(old|new)$") {
    set req.http.X-Checkout = re.group.1;
  } elsif (randombool(var.percent, 100)) {
    set req.http.X-Checkout = "new";
    set req.http.X-Set-Checkout = "1";
  } else {
    set req.http.X-Checkout = "old";
    set req.http.X-Set-Checkout = "1";
  }
}

sub vcl_recv {
#FASTLY recv

  # Headers of our own that nobody may send from outside
  if (req.restarts == 0) {
    unset req.http.X-Checkout;
    unset req.http.X-Set-Checkout;
    unset req.http.X-Country;
    unset req.http.X-Language;
    set req.http.X-Request-Id = if(req.http.X-Request-Id, req.http.X-Request-Id, uuid.version4());
  }

  if (req.method == "FASTLYPURGE") {
    if (client.ip !~ purgers && !req.http.Fastly-Key) {
      error 403 "Forbidden";
    }
    set req.http.Fastly-Purge-Requires-Auth = "1";
  }

  if (!req.http.Fastly-SSL) {
    error 602 "https://" req.http.host req.url;
  }

  # One name for search engines
  if (req.http.host == "example.com" || req.http.host == "www.example.com") {
    error 602 "https://shop.example.com" req.url;
  }

  # Staging is for us only
  if (req.http.host == "staging.shop.example.com" && client.ip !~ office) {
    if (req.http.Authorization != "Basic c3RhZ2luZzpzdGFnaW5n") {
      error 401 "Restricted";
    }
    unset req.http.Authorization;
  }

  if (table.lookup(switches, "maintenance") == "1" && client.ip !~ office) {
    error 503 "Maintenance";
  }

  if (table.contains(redirects, req.url.path)) {
    error 601 table.lookup(redirects, req.url.path);
  }

  if (req.url.path == "/") {
    set req.http.X-Language = accept.language_lookup("en:de:fr:nl", "en", req.http.Accept-Language);
    error 603 table.lookup(home_by_language, req.http.X-Language, "/en/");
  }

  # /de/... is the German shop
  if (req.url.path ~ "^/(de|en|fr|nl)(/|$)") {
    set req.http.X-Language = re.group.1;
  } else {
    set req.http.X-Language = "en";
  }
  set req.http.X-Country = client.geo.country_code;

  set req.backend = web;
  if (req.url ~ "^/api/") {
    set req.backend = F_api;
    set req.max_stale_if_error = 0s;
    # CORS preflight is answered here
    if (req.method == "OPTIONS" && req.http.Origin) {
      error 604 "No Content";
    }
    return(pass);
  }
  if (req.url.path ~ "^/(images|media)/" || req.url.ext ~ "(?i)^(gif|jpe?g|png|svg|webp|avif)$") {
    set req.backend = F_images;
    unset req.http.Cookie;
    set req.url = req.url.path;
    return(lookup);
  }

  if (req.method != "HEAD" && req.method != "GET" && req.method != "FASTLYPURGE") {
    return(pass);
  }
  if (req.url.path ~ "^/(?:de|en|fr|nl)/(?:account|checkout|cart)(?:/|$)") {
    call choose_checkout;
    return(pass);
  }
  # The session cookie is only for the pages above
  unset req.http.Cookie;

  call normalize_url;
  return(lookup);
}

sub vcl_hash {
#FASTLY hash
  set req.hash += req.url;
  set req.hash += req.http.host;
  # Prices differ inside and outside of the EU
  if (req.http.X-Country ~ "^(AT|BE|DE|ES|FR|IT|LU|NL)$") {
    set req.hash += "eu";
  }
  return(hash);
}

# The origins only talk to the edge
#@scope: miss, pass
sub sign_request {
  declare local var.now STRING;
  set var.now = strftime({"%s"}, now);
  set bereq.http.X-Edge-Time = var.now;
  set bereq.http.X-Edge-Signature = digest.hmac_sha256("not-the-real-secret", var.now bereq.url);
  unset bereq.http.X-Set-Checkout;
}

sub vcl_miss {
#FASTLY miss
  call sign_request;
  return(fetch);
}

sub vcl_pass {
#FASTLY pass
  call sign_request;
  return(pass);
}

sub vcl_fetch {
#FASTLY fetch

  # Once more with the other data centre, but never twice the same order
  if (beresp.status >= 500 && beresp.status < 600) {
    if (req.restarts < 1 && (req.method == "GET" || req.method == "HEAD")) {
      restart;
    }
    # Rather yesterday's page than an error
    if (stale.exists) {
      return(deliver_stale);
    }
  }

  if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "private") {
    return(pass);
  }

  # A missing page today may be there in a minute
  if (beresp.status == 404) {
    set beresp.ttl = 60s;
    set beresp.cacheable = true;
    return(deliver);
  }

  set beresp.stale_while_revalidate = 60s;
  set beresp.stale_if_error = 1d;
  if (beresp.http.Expires || beresp.http.Surrogate-Control ~ "max-age" || beresp.http.Cache-Control ~ "(?:s-maxage|max-age)") {
    # the origin knows best
  } else {
    set beresp.ttl = 3600s;
  }

  if (req.backend == F_images) {
    set beresp.ttl = 30d;
    set beresp.http.Cache-Control = "public, max-age=31536000, immutable";
    unset beresp.http.x-amz-request-id;
  } elsif (beresp.http.Content-Type ~ "^text/html") {
    # Header and basket are fragments
    esi;
    set beresp.http.Surrogate-Key = beresp.http.Surrogate-Key " html " req.http.X-Language;
  }

  if (beresp.http.Content-Type ~ "^(?:text/|application/(?:javascript|json|xml)|image/svg)") {
    set beresp.gzip = true;
  }
  return(deliver);
}

sub vcl_error {
#FASTLY error
  # 601: moved, 602: other host, 603: language (do not cache), 604: preflight
  if (obj.status == 601 || obj.status == 602 || obj.status == 603) {
    set obj.http.Location = if(obj.response ~ "^https?://", obj.response, "https://" req.http.host obj.response);
    if (obj.status == 603) {
      set obj.status = 302;
      set obj.http.Cache-Control = "private, no-store";
      set obj.http.Vary = "Accept-Language";
    } else {
      set obj.status = 301;
    }
    set obj.response = "Moved";
    return(deliver);
  }

  if (obj.status == 604) {
    set obj.status = 204;
    set obj.response = "No Content";
    set obj.http.Access-Control-Allow-Origin = req.http.Origin;
    set obj.http.Access-Control-Allow-Methods = "GET, POST, PUT, DELETE";
    set obj.http.Access-Control-Allow-Headers = "Authorization, Content-Type";
    return(deliver);
  }

  if (obj.status == 401) {
    set obj.http.WWW-Authenticate = {"Basic realm="staging""};
    synthetic "";
    return(deliver);
  }

  if (obj.status == 503) {
    if (stale.exists) {
      return(deliver_stale);
    }
    set obj.http.Content-Type = "text/html; charset=utf-8";
    set obj.http.Retry-After = "120";
    synthetic {"<!doctype html>
<html lang="en">
  <head><title>Back in a moment</title></head>
  <body>
    <h1>Back in a moment</h1>
    <p>We are polishing the shop windows. Please try again in a few minutes.</p>
    <!-- "} req.http.X-Request-Id {" -->
  </body>
</html>"};
    return(deliver);
  }
}

sub vcl_deliver {
#FASTLY deliver
  set resp.http.Strict-Transport-Security = "max-age=31536000; includeSubDomains";
  set resp.http.X-Content-Type-Options = "nosniff";
  set resp.http.X-Request-Id = req.http.X-Request-Id;

  if (req.http.X-Set-Checkout) {
    add resp.http.Set-Cookie = "checkout=" req.http.X-Checkout "; Path=/; Max-Age=2592000; Secure; SameSite=Lax";
    set resp.http.Cache-Control = "private, no-store";
  }

  # Browsers must not keep pages that we can purge
  if (resp.http.Content-Type ~ "^text/html" && !req.http.Fastly-FF) {
    set resp.http.Cache-Control = "no-cache";
  }

  unset resp.http.Server;
  unset resp.http.Via;
  unset resp.http.X-Powered-By;
  if (req.http.Fastly-Debug && client.ip ~ office) {
    set resp.http.X-Debug-Hits = obj.hits;
    set resp.http.X-Debug-Country = req.http.X-Country;
    set resp.http.X-Debug-State = fastly_info.state;
  } else {
    unset resp.http.X-Served-By;
    unset resp.http.X-Timer;
  }
  return(deliver);
}

sub vcl_log {
#FASTLY log
  # One JSON line for every request; the dashboards read it
  log {"syslog "} req.service_id {" shop-access :: "}
    {"{"time":""} strftime({"%Y-%m-%dT%H:%M:%SZ"}, time.start)
    {"","id":""} req.http.X-Request-Id
    {"","client":""} client.ip
    {"","method":""} json.escape(req.method)
    {"","url":""} json.escape(req.url)
    {"","status":"} resp.status
    {","cache":""} fastly_info.state
    {"","checkout":""} if(req.http.X-Checkout, req.http.X-Checkout, "-")
    {"","agent":""} json.escape(req.http.User-Agent)
    {"","ms":"} time.elapsed.msec
    {"}"};
}
