vcl 4.1;

import std;
import var;

backend F_static {
    .host = "192.0.2.30";
    .port = "80";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

backend F_app {
    .host = "192.0.2.31";
    .port = "80";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

sub vcl_recv {
    call before_recv;

    if (regsub(req.url, "\?.*", "") ~ "^/(assets|images)/") {
        set req.backend_hint = F_static;
        unset req.http.Cookie;
    } else {
        set req.backend_hint = F_app;
    }
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
    call lifetime_of_all;
    call stale_as_told;
    call cacheable_statuses;
    if (beresp.was_304) {
        call keep_expired;
        return (deliver);
    }

    # Fingerprinted files never change
    if (regsub(bereq.url, "^(?:[^?]*\.([^?/.]*)|[^?]*)(?:\?.*)?$", "\1") ~ "^(?i)(css|js|woff2|png|jpe?g|webp)$" &&
            regsub(bereq.url, "^[^?]*\??", "") == "") {
        set beresp.ttl = 365d;
        set beresp.http.Cache-Control = "public, max-age=31536000, immutable";
        unset beresp.http.Set-Cookie;
        call store_if_cacheable;
        return (deliver);
    }

    # An error is not worth more than a few seconds
    if (beresp.status == 404 || beresp.status == 410) {
        set beresp.ttl = 10s;
        call store_if_cacheable;
        return (deliver);
    }
    if (beresp.status >= 500) {
        var.set_int("cacheable", 0);
        call store_if_cacheable;
        return (deliver);
    }

    if (beresp.http.Cache-Control ~ "(private|no-store)") {
        set beresp.ttl = 0s;
        var.set_int("cacheable", 0);
        call store_if_cacheable;
        return (deliver);
    }

    # At most a day, at least a minute
    if (beresp.ttl > 1d) {
        set beresp.ttl = 1d;
    } elseif (beresp.ttl < 60s) {
        set beresp.ttl = 60s;
    }
    call store_if_cacheable;
    return (deliver);
}

sub vcl_synth {
    call error_page;
    call deliver_response;
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

# For every response, synthetic ones too
sub deliver_response {
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }

    # The browser asks again after a minute, whatever the edge keeps
    if (resp.http.Content-Type ~ "^text/html") {
        set resp.http.Cache-Control = "max-age=60";
        unset resp.http.Expires;
    }
    set resp.http.Age = "0";
}

sub vcl_deliver {
    if (resp.http.Port-Then == "error") {
        return (synth(resp.status, resp.reason));
    }
    call deliver_response;
    return (deliver);
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

# An object without a lifetime would not be found any more: it is out of date a moment later
sub keep_expired {
    if (beresp.ttl <= 0s && beresp.grace + beresp.keep > 0s) {
        set beresp.ttl = std.duration("0.001ms", 1ms);
    }
}

# Only these statuses are stored, if nothing else is said
sub cacheable_statuses {
    var.set_int(
        "cacheable",
        std.integer(
            bool = !bereq.uncacheable &&
            (
                beresp.status == 200 ||
                beresp.status == 203 ||
                beresp.status == 300 ||
                beresp.status == 301 ||
                beresp.status == 302 ||
                beresp.status == 404 ||
                beresp.status == 410
            )
        )
    );
}

# Whether it is stored does not depend on its lifetime alone
sub store_if_cacheable {
    if (var.get_int("cacheable") != 1) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        call do_not_store;
    }
    call keep_expired;
}

# Every status has a lifetime: Surrogate-Control, s-maxage, max-age, Expires, or else two minutes
sub lifetime_of_all {
    if (beresp.http.Surrogate-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl =
            std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
            std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control ~ "(?i)s-maxage=\d+") {
        set beresp.ttl =
            std.duration(regsub(beresp.http.Cache-Control, "(?i)^.*?s-maxage=(\d+).*$", "\1s"), 120s) -
            std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl =
            std.duration(regsub(beresp.http.Cache-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
            std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Expires) {
        set beresp.ttl = std.time(beresp.http.Expires, std.real2time(0.0, now)) - std.time(beresp.http.Date, now);
    } else {
        set beresp.ttl = 120s;
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
