// Packs for servers inside of a program, and how what cannot be is told.
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

#include "phantomime/http/redaction.hpp"
#include "phantomime/mock/loaded_pack.hpp"
#include "phantomime/mock/said.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime {
namespace detail {
namespace {

using scenario::Edition;

std::atomic<Reporter> reporter_in_force{nullptr};

/// The disk, with one file on it that a test wrote in place.
class WithText final : public FileStore {
 public:
  WithText(std::string path, std::string text) : path_{std::move(path)}, text_{std::move(text)} {}
  [[nodiscard]] Type type(const std::string& path) const override {
    return path == path_ ? Type::file : disk_.type(path);
  }
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
    if (path != path_) return disk_.read(path, limit);
    if (text_.size() > limit) return Error{ErrorCode::limit, "the text is too large", {}, ""};
    return text_;
  }
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string& folder) const override { return disk_.list(folder); }
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override {
    return path == path_ ? Result<std::string>{path} : disk_.real_path(path);
  }

 private:
  DiskFileStore disk_;
  std::string path_, text_;
};

[[noreturn]] void cannot_load(const Errors& errors, Place place) { throw SetupError{failure_of(errors, place)}; }

server::LoadedPacks load_packs(const FileStore& store, const std::vector<std::string>& names, std::string_view profile,
                               Place place) {
  Errors errors;
  auto loaded = server::load_packs(store, names, {std::string{profile}, !coverage_file().empty()}, errors);
  if (!loaded) cannot_load(errors, place);
  return std::move(*loaded);
}

std::shared_ptr<const Edition> load(const FileStore& store, const std::vector<std::string>& names,
                                    std::string_view profile, Place place) {
  return std::make_shared<const Edition>(load_packs(store, names, profile, place).scenario);
}

/// What lies on no disk (built-in packs) never changes, and a test loads it a thousand times.
std::shared_ptr<const Edition> load_once(const std::string& name, std::string_view profile, Place place) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::string>, std::shared_ptr<const Edition>> kept;
  const std::pair<std::string, std::string> key{name, profile};
  const std::lock_guard lock{mutex};
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  auto loaded = load_packs(DiskFileStore{}, {name}, profile, place);
  auto edition = std::make_shared<const Edition>(std::move(loaded.scenario));
  if (loaded.watched.empty()) kept.emplace(key, edition);
  return edition;
}

std::string with_version(std::string_view scenario) {
  // In a raw string all lines may be indented as the code around it is.
  const auto first = scenario.find_first_not_of(" \n");
  const auto line = first == std::string_view::npos ? first : scenario.rfind('\n', first);
  const std::string indent(
      first == std::string_view::npos ? 0 : first - (line == std::string_view::npos ? 0 : line + 1), ' ');
  std::string text{scenario};
  if (("\n" + text).find("\n" + indent + "phantomime:") != std::string::npos) return text;
  // At the end, so that the lines of what was written keep their numbers.
  if (const auto end = text.find_last_not_of(' '); end != std::string::npos) text.resize(end + 1);
  if (!text.ends_with('\n')) text += '\n';
  return text + indent + "phantomime: 1\n";
}

}  // namespace

std::shared_ptr<const Edition> edition_of(const Pack& pack) {
  return std::static_pointer_cast<const Edition>(Access::loaded(pack));
}

std::string coverage_file() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* const file = std::getenv("PHANTOMIME_COVERAGE");
  return file ? file : "";
}

Failure failure_of(const Errors& errors, Place place) {
  Failure failure{Failure::Kind::setup, place.file, place.line, {}};
  for (const Error& error : errors) {
    // A source without a text is a file of the test itself.
    if (!error.where || !error.where->source || !error.where->source->text.empty() || error.where->line == 0) continue;
    failure.file = error.where->source->name;
    failure.line = error.where->line;
    break;
  }
  failure.text = http::redact_text(render(errors));
  while (failure.text.ends_with('\n')) failure.text.pop_back();
  return failure;
}

Reporter current_reporter() noexcept { return reporter_in_force.load(); }

void tell(Failure failure) {
  if (const Reporter reporter = current_reporter()) return reporter(failure);
  throw SetupError{std::move(failure)};
}

}  // namespace detail

Reporter set_reporter(Reporter reporter) noexcept { return detail::reporter_in_force.exchange(reporter); }

Pack::Pack() {
  static const auto nothing =
      detail::load(detail::WithText{"no pack", "phantomime: 1\nstubs: []\n"}, {"no pack"}, {}, {});
  loaded_ = nothing;
}

Pack pack(std::string_view name, std::string_view profile, Place place) {
  return detail::Access::make_handle<Pack>(detail::load_once(std::string{name}, profile, place));
}

Pack packs(std::initializer_list<std::string_view> names, std::string_view profile, Place place) {
  return detail::Access::make_handle<Pack>(detail::load(DiskFileStore{}, {names.begin(), names.end()}, profile, place));
}

Pack yaml(std::string_view scenario, std::initializer_list<std::string_view> under, Place place) {
  const std::string path = std::string{place.file} + ":" + std::to_string(place.line) + " (yaml)";
  std::vector<std::string> names{path};
  names.insert(names.end(), under.begin(), under.end());
  return detail::Access::make_handle<Pack>(
      detail::load(detail::WithText{path, detail::with_version(scenario)}, names, {}, place));
}

}  // namespace phantomime
