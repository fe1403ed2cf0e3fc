#!/usr/bin/env bash
# Shows: add up a CSV file by group with awk: orders, units and revenue of each region.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk 'BEGIN {
  split("north east south west", region, " ")
  print "order,region,units,price"
  for (i = 1; i <= 2000; i++)
    printf "%d,%s,%d,%.2f\n", i, region[i % 4 + 1], i % 9 + 1, (i * 13 % 500) / 10
}' >"$work/orders.csv"

LC_ALL=C awk -F, '
  NR > 1 { orders[$2]++; units[$2] += $3; revenue[$2] += $3 * $4 }
  END { for (r in orders) printf "%-6s %5d orders %6d units %12.2f\n", r, orders[r], units[r], revenue[r] }
' "$work/orders.csv" | sort
