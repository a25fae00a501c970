vcl 4.1;

import std;
import xkey;

acl purgers {
    "192.0.2.0"/24;
    "127.0.0.1";
}

backend F_cms {
    .host = "192.0.2.10";
    .port = "80";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

# Who may purge where the platform would ask for a token
acl may_purge {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    call before_recv;
    if (req.method == "PURGE") {
        set req.method = "FASTLYPURGE";
    }

    # Only the editors' machines, and only with the key
    if (req.method == "FASTLYPURGE") {
        if (client.ip !~ purgers) {
            return (synth(405, "Not allowed"));
        }
        set req.http.Fastly-Purge-Requires-Auth = "1";
    }
    set req.backend_hint = F_cms;

    if (req.method != "HEAD" && req.method != "GET" && req.method != "FASTLYPURGE") {
        return (pass);
    }
    call purge_if_asked;
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_purge {
    return (synth(200, "Purged"));
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
    if (beresp.was_304) {
        call keep_expired;
        return (deliver);
    }

    # Everything of an article goes with the article
    if (beresp.http.X-Article) {
        set beresp.http.Surrogate-Key = beresp.http.Surrogate-Key + " article-" + beresp.http.X-Article;
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    call store_known_statuses;
    return (deliver);
}

sub vcl_synth {
    # Purges are answered by the platform, not by the configuration
    if (req.method == "FASTLYPURGE" && resp.reason == "Purged") {
        set resp.http.Content-Type = "application/json";
        set resp.body = {"{"status": "ok", "id": ""} + server.identity + "-" + req.xid + {"""} + "}";
        return (deliver);
    }
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
    unset resp.http.xkey;
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }
    return (deliver);
}

# A request to purge ends here: its cache key is that of any other
sub purge_if_asked {
    if (req.method == "FASTLYPURGE") {
        if (req.http.Fastly-Purge-Requires-Auth && client.ip !~ may_purge) {
            return (synth(401, "Unauthorized"));
        }
        return (purge);
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
