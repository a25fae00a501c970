vcl 4.1;

import std;
import var;

backend F_news {
    .host = "192.0.2.40";
    .port = "80";
    .first_byte_timeout = 5s;
    # The platform's defaults
    .connect_timeout = 1s;
    .between_bytes_timeout = 10s;
}

sub vcl_recv {
    call before_recv;
    # A body of up to 8 KB is there for a restart, too
    if (std.integer(req.http.Content-Length, 0) > 0 && std.integer(req.http.Content-Length, 0) <= 8192) {
        std.cache_req_body(8KB);
    }

    set req.backend_hint = F_news;
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_miss {
    set req.http.Port-Restarts = req.restarts - var.get_int("own_restarts");
    var.set("cache_state", "MISS");
    var.set_int("fetching", 1);
    return (fetch);
}

sub vcl_pass {
    set req.http.Port-Restarts = req.restarts - var.get_int("own_restarts");
    var.set("cache_state", "PASS");
    var.set_int("fetching", 1);
    return (fetch);
}

sub vcl_backend_fetch {
    var.set_int("restarts", std.integer(bereq.http.Port-Restarts, 0));
    unset bereq.http.Port-Restarts;
    if (bereq.http.Port-Stale-Exists) {
        var.set_int("stale_exists", 1);
    }
    unset bereq.http.Port-Stale-Exists;
    call forward_client;
    # A lookup asks with GET, and without the body of the request
    if (!bereq.uncacheable) {
        unset bereq.body;
    }
    # In the background there is an old object by definition; if it stood in for an error, it is enough
    if (bereq.is_bgfetch) {
        if (bereq.http.Port-Use-Stale) {
            return (abandon);
        }
        var.set_int("stale_exists", 1);
    }
    unset bereq.http.Port-Use-Stale;
    return (fetch);
}

sub vcl_hit {
    if (obj.ttl <= 0s) {
        set req.http.Port-Restarts = req.restarts - var.get_int("own_restarts");
    }
    if (obj.ttl <= 0s) {
        var.set("cache_state", "HIT-STALE");
    } else {
        var.set("cache_state", "HIT");
    }
    if (req.http.Port-Use-Stale) {
        return (deliver);
    }
    # Too old to be delivered at once: ask the origin, but remember that it exists
    if (obj.ttl + std.duration(obj.http.Port-Revalidate + "s", 0s) <= 0s) {
        set req.http.Port-Stale-Exists = "1";
        var.set_int("resume", 1);
        var.set_int("own_restarts", var.get_int("own_restarts") + 1);
        return (restart);
    }

    return (deliver);
}

sub vcl_backend_response {
    unset beresp.http.Port-Then;
    call lifetime;
    call stale_windows;
    if (beresp.was_304) {
        call keep_stale;
        call keep_expired;
        return (deliver);
    }

    # Rather an old page than none
    if (beresp.status >= 500 && beresp.status < 600) {
        if (var.get_int("stale_exists") == 1) {
            return (abandon);
        }
        # Nothing in hand: once more, then give up
        if (var.get_int("restarts") < 1) {
            var.set_int("restarting", 1);
            return (error(503, "Restart"));
        }
        return (error(503, "No page"));
    }

    var.set_duration("while_revalidate", 60s);
    var.set_duration("if_error", 7d);

    if (!beresp.http.Cache-Control) {
        set beresp.ttl = 5m;
    }
    call keep_stale;
    call store_known_statuses;
    return (deliver);
}

# For errors of both sides
sub error_response {
    if (resp.status >= 500 && resp.status < 600) {
        # The origin could not even be reached
        if (req.http.Port-Stale-Exists) {
            call use_stale_object;
        }
        set resp.body = "<h1>Please come back later</h1>";
        return;
    }
    call error_page;
}

sub vcl_synth {
    if (resp.status == 503 && var.get_int("fetching") == 1) {
        if (req.http.Port-Stale-Exists) {
            call use_stale_object;
        } else {
            set resp.reason = "No stale object available";
        }
    }
    call error_response;
    var.set("cache_state", "HIT-SYNTH");
    call deliver_response;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    if (var.get_int("restarting") == 1) {
        set beresp.http.Port-Then = "restart";
    } else {
        set beresp.http.Port-Then = "error";
    }
    call do_not_store;
    return (deliver);
}

# For every response, synthetic ones too
sub deliver_response {
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }

    if (var.get("cache_state") ~ "STALE") {
        set resp.http.Warning = {"110 - "Response is Stale""};
    }
}

sub vcl_deliver {
    unset resp.http.Port-Revalidate;
    var.set_int("fetching", 0);
    if (resp.http.Port-Then == "error") {
        return (synth(resp.status, resp.reason));
    }
    if (resp.http.Port-Then == "restart") {
        return (restart);
    }
    call deliver_response;
    return (deliver);
}

# What the platform does to a request first
sub before_recv {
    if (req.restarts == 0) {
        unset req.http.Port-Restarts;
        unset req.http.Port-Use-Stale;
        unset req.http.Port-Stale-Exists;
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
    # Looked up once more, with everything decided already
    if (var.get_int("resume") == 1) {
        var.set_int("resume", 0);
        var.set_int("fetching", 0);
        if (req.http.Port-Use-Stale) {
            set req.grace = 1y;
        } else {
            set req.grace = 0s;
        }
        return (hash);
    }
    set req.grace = 1y;
    var.set_int("fetching", 0);
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
sub stale_windows {
    var.set_duration(
        "while_revalidate",
        std.duration(
            regsub(
                beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
                "(?i)^.*?stale-while-revalidate=(\d+).*$",
                "\1s"
            ),
            0s
        )
    );
    var.set_duration(
        "if_error",
        std.duration(
            regsub(
                beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
                "(?i)^.*?stale-if-error=(\d+).*$",
                "\1s"
            ),
            0s
        )
    );
}

# Kept as long as it may be of use; vcl_hit tells by the header whether it may be delivered at once
sub keep_stale {
    set beresp.grace = var.get_duration("while_revalidate");
    if (beresp.grace < var.get_duration("if_error")) {
        set beresp.grace = var.get_duration("if_error");
    }
    set beresp.http.Port-Revalidate = var.get_duration("while_revalidate");
    if (beresp.http.ETag || beresp.http.Last-Modified) {
        set beresp.keep = 1h;
    }
}

# The object that is out of date, after all: looked up again, with nothing decided anew
sub use_stale_object {
    set req.http.Port-Use-Stale = "1";
    unset req.http.Port-Stale-Exists;
    var.set_int("resume", 1);
    var.set_int("own_restarts", var.get_int("own_restarts") + 1);
    return (restart);
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
