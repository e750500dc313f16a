#include "phantomime/formats/pack_fixtures.hpp"

#include <algorithm>
#include <vector>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {

std::string PackFixtures::shown(std::string_view path) const {
  const std::string whole = normalise(path).value_or(std::string{path});
  return pack_.fixtures_folder.empty() ? whole : pack_.fixtures_folder + "/" + whole;
}

std::shared_ptr<const std::string> PackFixtures::read(std::string_view path, Error& error) {
  const std::string shown{path};
  const auto normal = normalise(path);
  if (!normal) {
    const bool absolute = is_absolute(path);
    error.code = ErrorCode::outside_folder;
    error.what =
        "the fixture '" + shown + "' " + (absolute ? "is an absolute path" : "leads out of the fixtures folder");
    error.hint = "paths are relative to the fixtures folder, with '/' between";
    return nullptr;
  }
  const auto found = std::lower_bound(
      pack_.fixtures.begin(), pack_.fixtures.end(), *normal,
      [](const PackFiles::Fixture& fixture, const std::string& wanted) { return fixture.path < wanted; });
  if (found == pack_.fixtures.end() || found->path != *normal) {
    explain_missing(*normal, error);
    return nullptr;
  }
  used_.insert(*normal);
  switch (found->state) {
    case PackFiles::Fixture::State::read:
      return found->bytes;
    case PackFiles::Fixture::State::outside:
      error.code = ErrorCode::outside_folder;
      error.what = "the fixture '" + shown + "' is a link that leads out of the fixtures folder";
      error.hint = "copy the file into '" + pack_.fixtures_folder + "'";
      break;
    case PackFiles::Fixture::State::too_large:
      error.code = ErrorCode::limit;
      error.what = "the fixture '" + shown + "' is larger than 64 MiB";
      error.hint = "make it smaller";
      break;
    case PackFiles::Fixture::State::unread:
      error.code = ErrorCode::limit;
      error.what = "the fixture '" + shown + "' was not read, because its name is put together while loading";
      error.hint = "write the name out";
      break;
  }
  return nullptr;
}

void PackFixtures::explain_missing(std::string_view path, Error& error) const {
  error.code = ErrorCode::not_found;
  error.what = "there is no fixture '" + std::string{path} + "'";
  if (pack_.fixtures_folder.empty()) {
    error.hint = "put it into a folder named fixtures beside the scenario";
    return;
  }
  std::vector<std::string_view> known;
  for (const PackFiles::Fixture& fixture : pack_.fixtures) known.push_back(fixture.path);
  const std::string_view meant = nearest(path, known);
  error.hint =
      meant.empty() ? "fixtures lie in '" + pack_.fixtures_folder + "'" : "did you mean '" + std::string{meant} + "'?";
}

}  // namespace phantomime::formats
