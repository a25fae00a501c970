vcl 4.0;

import std;

backend default {
    .host = "192.0.2.10";
    .port = "80";
}

# First part: normalise
sub vcl_recv {
    set req.url = std.querysort(req.url);
    unset req.http.Proxy;
}

# Second part: decide
sub vcl_recv {
    if (req.url ~ "^/(admin|login)") {
        return (pass);
    }
}

sub vcl_deliver {
    unset resp.http.Server;
}

sub vcl_deliver {
    unset resp.http.X-Powered-By;
}
