vcl 4.1;

# Nothing but an origin: all the rest is builtin.vcl

backend default {
    .host = "192.0.2.10";
    .port = "8080";
}

sub vcl_recv {
}
