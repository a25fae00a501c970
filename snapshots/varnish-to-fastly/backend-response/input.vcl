vcl 4.1;

backend default {
    .host = "192.0.2.10";
}

sub vcl_backend_response {
    # Not found is not for long
    if (beresp.status == 404) {
        set beresp.ttl = 30s;
        return (deliver);
    }
    if (beresp.status >= 500) {
        return (pass(10s));
    }
    if (beresp.http.X-Private || bereq.url ~ "^/account") {
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
        return (deliver);
    }
    if (beresp.http.Content-Type ~ "^text/html") {
        set beresp.do_esi = true;
        if (beresp.http.X-No-Store) {
            set beresp.uncacheable = true;
        }
    }
    if (beresp.http.Content-Type ~ "^(text|application/(json|javascript))") {
        set beresp.do_gzip = true;
    }
    set beresp.ttl = 1h;
    set beresp.grace = 6h;
    set beresp.keep = 1d;
    set beresp.http.X-Age-On-Origin = beresp.http.Age;
}
