# Pages that moved. Marketing edits this list; keep it sorted, one line each.
table redirects {
  "/about-us": "/company",
  "/angebote": "/de/sale",
  "/christmas": "/sale",
  "/gift-cards": "/vouchers",
  "/jobs": "https://careers.example.com/",
  "/kitchen/knifes": "/kitchen/knives",
  "/press": "/company/press",
  "/returns": "/help/returns%20and%20refunds",
  "/size-guide": "/help/sizes",
  "/wishlist.php": "/account/wishlist",
}
