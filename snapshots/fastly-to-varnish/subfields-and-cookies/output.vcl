vcl 4.1;

import std;

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

    # One of two designs, chosen once for each visitor
    if (regsub(
                req.http.Cookie,
                {"(?i)^(?:(?:.*?;)??\s*design=(?:"([^"]*)"(?![^;\s])|([^;\s]*)))?.*$"},
                "\1\2"
            ) ~ "^(a|b)$") {
        set req.http.X-Design =
            regsub(req.http.Cookie, {"(?i)^(?:(?:.*?;)??\s*design=(?:"([^"]*)"(?![^;\s])|([^;\s]*)))?.*$"}, "\1\2");
    } else {
        if (std.random(0, 2) < 1.0) {
            set req.http.X-Design = "a";
        } else {
            set req.http.X-Design = "b";
        }
    }

    # The origin sees the session and nothing else
    if (req.http.Cookie ~ "(?i)(^|;)\s*session\s*([=;]|$)") {
        set req.http.X-Session =
            regsub(req.http.Cookie, {"(?i)^(?:(?:.*?;)??\s*session=(?:"([^"]*)"(?![^;\s])|([^;\s]*)))?.*$"}, "\1\2");
        if (req.http.Cookie ~ "(?i)(^|;)\s*theme\s*([=;]|$)") {
            set req.http.X-Theme =
                regsub(req.http.Cookie, {"(?i)^(?:(?:.*?;)??\s*theme=(?:"([^"]*)"(?![^;\s])|([^;\s]*)))?.*$"}, "\1\2");
        } else {
            unset req.http.X-Theme;
        }
        unset req.http.Cookie;
        if (req.http.X-Session) {
            set req.http.Cookie =
                regsub(
                    regsub(req.http.Cookie, "(?i)(^|;)\s*session\s*(=[^;]*)?(?=;|$)", "") +
                    "; session=" +
                    req.http.X-Session,
                    "^;\s*",
                    ""
                );
        } else {
            set req.http.Cookie =
                regsub(
                    regsub(req.http.Cookie, "(?i)(^|;)\s*session\s*(=[^;]*)?(?=;|$)", "") + "; session",
                    "^;\s*",
                    ""
                );
        }
    } else {
        unset req.http.Cookie;
    }
    set req.http.X-Forwarded-Params =
        regsub(
            regsub(req.http.X-Forwarded-Params, {"(?i)(^|,)\s*debug\s*(=\s*("[^"]*"\s*|[^,]*))?(?=,|$)"}, ""),
            "^,\s*",
            ""
        );
    if (req.http.X-Forwarded-Params == "") {
        unset req.http.X-Forwarded-Params;
    }
    set req.http.X-Forwarded-Params =
        regsub(
            regsub(req.http.X-Forwarded-Params, {"(?i)(^|,)\s*edge\s*(=\s*("[^"]*"\s*|[^,]*))?(?=,|$)"}, "") +
            ", edge=1",
            "^,\s*",
            ""
        );
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.host);
    hash_data(req.http.X-Design);
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
    if (beresp.was_304) {
        call keep_expired;
        return (deliver);
    }

    if (regsub(
                beresp.http.Cache-Control,
                {"(?i)^(?:(?:.*?,)??\s*max-age=(?:"([^"]*)"(?![^,\s])|([^,\s]*)))?.*$"},
                "\1\2"
            ) == "0" ||
            beresp.http.Cache-Control ~ "(?i)(^|,)\s*private\s*([=,]|$)") {
        call hit_for_pass_ttl;
        return (pass(beresp.ttl));
    }
    if (beresp.http.Surrogate-Control ~ "(?i)(^|,)\s*stale-while-revalidate\s*([=,]|$)") {
        set beresp.grace =
            std.duration(
                integer = std.integer(
                    regsub(
                        regsub(
                            beresp.http.Surrogate-Control,
                            {"(?i)^(?:(?:.*?,)??\s*stale-while-revalidate=(?:"([^"]*)"(?![^,\s])|([^,\s]*)))?.*$"},
                            "\1\2"
                        ),
                        "(?s)^\s*(?:\+(?=\d))?(-?\d*).*",
                        "\1"
                    ),
                    0
                )
            );
    }
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

# A mark that the next requests pass is kept for two minutes at least, for an hour at most
sub hit_for_pass_ttl {
    if (beresp.ttl < 120s) {
        set beresp.ttl = 120s;
    } elseif (beresp.ttl > 1h) {
        set beresp.ttl = 1h;
    }
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
