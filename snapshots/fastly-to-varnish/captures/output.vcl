vcl 4.1;

import std;
import var;

backend F_site {
    .host = "192.0.2.10";
    .port = "80";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

sub vcl_recv {
    call before_recv;

    set req.backend_hint = F_site;

    # /de-AT/produkte -> /produkte, and the language in headers
    if (req.url ~ "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$") {
        set req.http.X-Language = regsub(req.url, "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$", "\1");
        if (regsub(req.url, "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$", "\2") != "") {
            set req.http.X-Country = regsub(req.url, "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$", "\2");
        } else {
            set req.http.X-Country = "none";
        }
        set req.url = regsub(req.url, "^/([a-z]{2})(?:-([A-Z]{2}))?(/.*)$", "\3");
    } else {
        set req.http.X-Language = "en";
    }

    # The first segment names the tenant
    var.set("url path", regsub(req.url, "\?.*", ""));
    if (var.get("url path") ~ "^/t/([^/]+)") {
        if (req.http.Host ~ "^www\.") {
            set req.http.X-Tenant = ".www";
        } else {
            set req.http.X-Tenant = regsub(var.get("url path"), "^/t/([^/]+).*$", "\1");
        }
    }

    # Versioned API, in the path or in the media type
    var.set("url path 2", regsub(req.url, "\?.*", ""));
    if (var.get("url path 2") ~ "^/api/v([0-9]+)/") {
        var.set("group 1", regsub(var.get("url path 2"), "^/api/v([0-9]+)/.*$", "\1"));
    } elseif (req.http.Accept ~ "application/vnd\.example\.v([0-9]+)\+json") {
        var.set("group 1", regsub(req.http.Accept, "^.*?application/vnd\.example\.v([0-9]+)\+json.*$", "\1"));
    }
    if (var.get("url path 2") ~ "^/api/v([0-9]+)/" || req.http.Accept ~ "application/vnd\.example\.v([0-9]+)\+json") {
        set req.http.X-Api-Version = var.get("group 1");
    }

    if (req.http.User-Agent ~ "(?i)(firefox|chrome)/([0-9]+)" &&
            std.integer(
                regsub(
                    regsub(req.http.User-Agent, "(?i)^.*?(firefox|chrome)/([0-9]+).*$", "\2"),
                    "(?s)^\s*(?:\+(?=\d))?(-?\d*).*",
                    "\1"
                ),
                0
            ) < 60) {
        set req.http.X-Browser = std.tolower(regsub(req.http.User-Agent, "(?i)^.*?(firefox|chrome)/([0-9]+).*$", "\1"));
    }
    call tell_page;
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_hit {
    return (deliver);
}

sub vcl_miss {
    return (fetch);
}

sub vcl_pass {
    return (fetch);
}

sub vcl_backend_fetch {
    call forward_client;
    # A lookup asks with GET, and without the body of the request
    if (!bereq.uncacheable) {
        unset bereq.body;
    }
    return (fetch);
}

sub vcl_backend_response {
    unset beresp.http.Port-Then;
    call lifetime;
    call stale_as_told;
    call store_known_statuses;
    return (deliver);
}

sub vcl_synth {
    call error_page;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.http.Port-Then = "error";
    call do_not_store;
    return (deliver);
}

sub vcl_deliver {
    if (resp.http.Port-Then == "error") {
        return (synth(resp.status, resp.reason));
    }
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }
    return (deliver);
}

sub tell_page {
    var.set("url qs", regsub(req.url, "^[^?]*\??", ""));
    if (var.get("url qs") ~ "page=(\d+)") {
        set req.http.X-Page =
            regsub(var.get("url qs"), "^.*?page=(\d+).*$", "page \1 of ") + regsub(req.url, "\?.*", "");
    }
}

# What the platform does to a request first
sub before_recv {
    if (req.restarts == 0) {
        set req.http.Host = std.tolower(req.http.Host);
        if (!req.http.Fastly-Client-IP) {
            set req.http.Fastly-Client-IP = client.ip;
        }
        set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, "(?:^|, )[^,]*$", "");
        if (req.http.X-Forwarded-For == "") {
            unset req.http.X-Forwarded-For;
        }
        if (std.port(server.ip) == 443) {
            set req.http.Fastly-SSL = "1";
        } else {
            unset req.http.Fastly-SSL;
        }
    }
}

# Delivered once, never stored
sub do_not_store {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
}

# Only these statuses are stored, whatever their lifetime
sub store_known_statuses {
    if (beresp.status != 200 &&
            beresp.status != 203 &&
            beresp.status != 300 &&
            beresp.status != 301 &&
            beresp.status != 302 &&
            beresp.status != 404 &&
            beresp.status != 410) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        call do_not_store;
    }
    call keep_expired;
}

# An object without a lifetime would not be found any more: it is out of date a moment later
sub keep_expired {
    if (beresp.ttl <= 0s && beresp.grace + beresp.keep > 0s) {
        set beresp.ttl = std.duration("0.001ms", 1ms);
    }
}

# Surrogate-Control comes first, and a redirect has a lifetime like any other response
sub lifetime {
    if (beresp.http.Surrogate-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl =
            std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
            std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control !~ "(?i)max-?age=") {
        # A date that cannot be read is past
        if (beresp.http.Expires) {
            set beresp.ttl = std.time(beresp.http.Expires, std.real2time(0.0, now)) - std.time(beresp.http.Date, now);
        } elseif (beresp.status == 302) {
            set beresp.ttl = 120s;
        }
    }
}

# Out of date, an object is used only where the origin or the configuration says so
sub stale_as_told {
    if (beresp.http.Surrogate-Control ~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace =
            std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*stale-while-revalidate=(\d+).*$", "\1s"), 0s);
    } elseif (beresp.http.Cache-Control !~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace = 0s;
    }
    if (beresp.http.ETag || beresp.http.Last-Modified) {
        set beresp.keep = 1h;
    }
}

# An error for which the code has made no text has a page, as on the platform
sub error_page {
    if (!resp.http.Content-Type) {
        set resp.http.Content-Type = "text/html; charset=utf-8";
    }
    set resp.body =
        {"<!DOCTYPE html>
<html>
  <head>
    <title>Error "} +
        resp.status +
        {"</title>
  </head>
  <body>
    <h1>Error "} +
        resp.status +
        {"</h1>
  </body>
</html>
"};
}

# The client is added for TLS connections only
sub forward_client {
    if (std.port(server.ip) == 443) {
        if (bereq.http.X-Forwarded-For) {
            set bereq.http.X-Forwarded-For = bereq.http.X-Forwarded-For + ", " + client.ip;
        } else {
            set bereq.http.X-Forwarded-For = client.ip;
        }
    }
}
