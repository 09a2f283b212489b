// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/geo-cidr/ranges.h"

namespace geo {

// IANA's IPv4 and IPv6 Special-Purpose Address Registries, and the multicast blocks.
const SpecialBlock kSpecialBlocks[] = {
    {"0.0.0.0/8", "This network", "RFC 791", false},
    {"10.0.0.0/8", "Private use", "RFC 1918", false},
    {"100.64.0.0/10", "Shared address space (carrier NAT)", "RFC 6598", false},
    {"127.0.0.0/8", "Loopback", "RFC 1122", false},
    {"169.254.0.0/16", "Link local", "RFC 3927", false},
    {"172.16.0.0/12", "Private use", "RFC 1918", false},
    {"192.0.0.0/24", "IETF protocol assignments", "RFC 6890", false},
    {"192.0.0.0/29", "IPv4 service continuity", "RFC 7335", false},
    {"192.0.0.8/32", "IPv4 dummy address", "RFC 7600", false},
    {"192.0.0.9/32", "Port control protocol anycast", "RFC 7723", true},
    {"192.0.0.10/32", "TURN anycast", "RFC 8155", true},
    {"192.0.0.170/31", "NAT64/DNS64 discovery", "RFC 7050", false},
    {"192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737", false},
    {"192.31.196.0/24", "AS112-v4", "RFC 7535", true},
    {"192.52.193.0/24", "AMT", "RFC 7450", true},
    {"192.88.99.0/24", "Deprecated 6to4 relay anycast", "RFC 7526", false},
    {"192.168.0.0/16", "Private use", "RFC 1918", false},
    {"192.175.48.0/24", "Direct delegation AS112", "RFC 7534", true},
    {"198.18.0.0/15", "Benchmarking", "RFC 2544", false},
    {"198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737", false},
    {"203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737", false},
    {"224.0.0.0/4", "Multicast", "RFC 5771", false},
    {"240.0.0.0/4", "Reserved", "RFC 1112", false},
    {"255.255.255.255/32", "Limited broadcast", "RFC 919", false},
    {"::/128", "Unspecified address", "RFC 4291", false},
    {"::1/128", "Loopback", "RFC 4291", false},
    {"64:ff9b::/96", "IPv4-IPv6 translation", "RFC 6052", true},
    {"64:ff9b:1::/48", "IPv4-IPv6 translation", "RFC 8215", false},
    {"100::/64", "Discard only", "RFC 6666", false},
    {"2001::/23", "IETF protocol assignments", "RFC 2928", false},
    {"2001::/32", "Teredo", "RFC 4380", false},
    {"2001:1::1/128", "Port control protocol anycast", "RFC 7723", true},
    {"2001:1::2/128", "TURN anycast", "RFC 8155", true},
    {"2001:2::/48", "Benchmarking", "RFC 5180", false},
    {"2001:3::/32", "AMT", "RFC 7450", true},
    {"2001:4:112::/48", "AS112-v6", "RFC 7535", true},
    {"2001:10::/28", "Deprecated ORCHID", "RFC 4843", false},
    {"2001:20::/28", "ORCHIDv2", "RFC 7343", true},
    {"2001:30::/28", "Drone remote identification", "RFC 9374", true},
    {"2001:db8::/32", "Documentation", "RFC 3849", false},
    {"2002::/16", "6to4", "RFC 3056", false},
    {"2620:4f:8000::/48", "Direct delegation AS112", "RFC 7534", true},
    {"3fff::/20", "Documentation", "RFC 9637", false},
    {"5f00::/16", "Segment routing (SRv6) SIDs", "RFC 9602", false},
    {"fc00::/7", "Unique local", "RFC 4193", false},
    {"fe80::/10", "Link local", "RFC 4291", false},
    {"ff00::/8", "Multicast", "RFC 4291", false}};
const int kSpecialBlockCount = sizeof kSpecialBlocks / sizeof kSpecialBlocks[0];

}  // namespace geo
