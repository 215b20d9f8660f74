#include "sim/wire/http.hpp"

#include <algorithm>

namespace ddbsim::wire {

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

const HttpHeader* find(std::span<const HttpHeader> headers, std::string_view name) noexcept {
  const auto found =
      std::ranges::find_if(headers, [&](const HttpHeader& h) { return same_name(h.name, name); });
  return found == headers.end() ? nullptr : &*found;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::ranges::equal(a, b, [](char x, char y) { return x == y || lower(x) == lower(y); });
}

std::string_view HttpRequest::header(std::string_view name) const noexcept {
  const HttpHeader* found = find(headers, name);
  return found == nullptr ? std::string_view() : found->value;
}

bool HttpRequest::has_header(std::string_view name) const noexcept {
  return find(headers, name) != nullptr;
}

void HttpResponse::add_header(std::string_view name, std::string_view value) {
  headers += name;
  headers += ": ";
  headers += value;
  headers += "\r\n";
}

void HttpResponse::clear() {
  status = 200;
  headers.clear();
  body.clear();
  close = false;
  tunnel = false;
  later = nullptr;
}

std::string_view reason_phrase(unsigned status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Request Entity Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

}  // namespace ddbsim::wire
