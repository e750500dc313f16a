#pragma once

#include <memory>
#include <string>
#include <utility>

#include "phantomime/base/time_text.hpp"
#include "phantomime/server/disk_journal/record.hpp"

namespace phantomime::test {

/// An exchange in the space `default`, with a secret in its headers; its number is its sequence.
inline server::DiskRecord disk_record(std::uint64_t sequence, std::string target, std::string body = {}) {
  auto entry = std::make_shared<scenario::JournalEntry>();
  entry->number = entry->sequence = sequence;
  entry->at = *parse_instant("2020-01-22T19:39:43Z") + std::chrono::nanoseconds{sequence * 1000 + 1};
  entry->request.method = "GET";
  entry->request.target = std::move(target);
  entry->request.body = std::move(body);
  entry->request.peer = "127.0.0.1";
  entry->request.headers.add("Authorization", "Bearer hunter2");
  entry->status = sequence % 2 ? 200 : 404;
  entry->unmatched = sequence % 2 == 0;
  return {
      std::move(entry), *parse_instant("2026-01-01T00:00:00Z"), "default",
      "a stub",         {{"Content-Type", "application/json"}}, std::make_shared<const std::string>(R"({"id": 1})")};
}

}  // namespace phantomime::test
