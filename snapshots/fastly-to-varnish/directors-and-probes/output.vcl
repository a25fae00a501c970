vcl 4.1;

import directors;
import std;
import var;

backend F_a1 {
    .host = "a1.origin.example.com";
    .port = "80";
    .host_header = "www.example.com";
    .max_connections = 100;
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
    .probe = {
        .url = "/ping";
        .interval = 5s;
        .timeout = 1s;
    }
}

backend F_a2 {
    .host = "a2.origin.example.com";
    .port = "80";
    .host_header = "www.example.com";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

backend F_archive {
    .host = "192.0.2.90";
    .port = "8000";
    # The platform's defaults
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .between_bytes_timeout = 10s;
}

sub vcl_init {
    # The two of them, a1 being the larger machine
    new app = directors.random();
    app.add_backend(F_a1, 3.0);
    app.add_backend(F_a2, 1.0);

    new sticky = directors.shard();
    sticky.add_backend(F_a1);
    sticky.add_backend(F_a2);
    sticky.reconfigure();

    # Pages, then whatever the archive has
    new pages = directors.fallback();
    pages.add_backend(F_a1);
    pages.add_backend(F_archive);

    new images = directors.shard();
    images.add_backend(F_a1);
    images.add_backend(F_a2);
    images.reconfigure();

    new by_client = directors.shard_param();
    sticky.associate(by_client.use());

    return (ok);
}

sub vcl_recv {
    call before_recv;

    set req.backend_hint = app.backend();
    if (req.url ~ "^/cart") {
        set client.identity =
            regsub(req.http.Cookie, {"(?i)^(?:(?:.*?;)??\s*session=(?:"([^"]*)"(?![^;\s])|([^;\s]*)))?.*$"}, "\1\2");
        set req.backend_hint = sticky.backend(resolve = LAZY);
        return (pass);
    }
    if (req.url ~ "^/archive/") {
        set req.backend_hint = pages.backend();
    } elseif (req.url ~ "^/img/") {
        set req.backend_hint = images.backend(resolve = LAZY);
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_hit {
    if (req.http.Port-Use-Stale) {
        return (deliver);
    }
    # Too old to be delivered at once: ask the origin, but remember that it exists
    if (obj.ttl + std.duration(obj.http.Port-Revalidate + "s", 0s) <= 0s &&
            std.healthy(req.backend_hint) &&
            (
                req.backend_hint != app.backend() ||
                std.integer(bool = std.healthy(F_a1)) * 3 + std.integer(bool = std.healthy(F_a2)) >= 2
            )) {
        set req.http.Port-Stale-Exists = "1";
        var.set_int("resume", 1);
        var.set_int("own_restarts", var.get_int("own_restarts") + 1);
        return (restart);
    }
    return (deliver);
}

sub vcl_miss {
    var.set_int("fetching", 1);
    return (fetch);
}

sub vcl_pass {
    var.set_int("fetching", 1);
    return (fetch);
}

sub vcl_backend_fetch {
    unset bereq.http.Port-Stale-Exists;
    call forward_client;
    # A lookup asks with GET, and without the body of the request
    if (!bereq.uncacheable) {
        unset bereq.body;
    }
    # The same client goes to the same member
    by_client.set(by = KEY, key = sticky.key(client.identity));
    # Below its quorum a director is sick
    if (bereq.backend == app.backend() &&
            std.integer(bool = std.healthy(F_a1)) * 3 + std.integer(bool = std.healthy(F_a2)) < 2) {
        return (error(503, "Quorum weight not reached"));
    }
    # In the background there is an old object by definition: where it stood in for an error, it is enough
    if (bereq.is_bgfetch && bereq.http.Port-Use-Stale) {
        return (abandon);
    }

    # The Host depends on which member the director chooses
    set bereq.backend = bereq.backend.resolve();
    if (bereq.backend == F_a1 || bereq.backend == F_a2) {
        set bereq.http.Host = "www.example.com";
    }
    unset bereq.http.Port-Use-Stale;
    return (fetch);
}

sub vcl_backend_response {
    unset beresp.http.Port-Then;
    call lifetime;
    call stale_windows;
    call keep_stale;
    call store_known_statuses;
    return (deliver);
}

sub vcl_synth {
    if (resp.status == 503 && var.get_int("fetching") == 1 && req.http.Port-Stale-Exists) {
        call use_stale_object;
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
    unset resp.http.Port-Revalidate;
    var.set_int("fetching", 0);
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
