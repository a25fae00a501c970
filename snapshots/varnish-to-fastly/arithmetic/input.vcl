vcl 4.1;

import std;

backend default {
    .host = "192.0.2.10";
}

sub vcl_recv {
    set req.http.X-Next = std.integer(req.http.X-Page, 0) + 1;
    if (std.integer(req.http.X-Count, 0) * 2 + 1 > 10) {
        return (synth(429));
    }
    set req.http.X-Percent = "100%";
    set req.http.X-Five = 5;
    set req.http.X-Wait = "wait " + 90s;
    if (req.restarts) {
        unset req.http.X-Page;
    }
}

sub vcl_backend_response {
    set beresp.ttl = beresp.ttl + 1m;
    set beresp.ttl = 30s * 2;
    set beresp.http.Expires = now + 5m;
    set beresp.http.X-Rest = beresp.ttl - 10s;
}

sub vcl_deliver {
    # Not set and empty are the same here
    if (req.http.X-A + "" == req.http.X-B + "") {
        set resp.http.X-Same = "1";
    }
    if (req.http.Host + req.url ~ "^www\.example\.com/shop") {
        set resp.http.X-Shop = "1";
    }
    set resp.http.X-Age = "age " + (obj.age + 1s);
}
