#include "phantomime/server/recorded_source.hpp"

#include <utility>

#include "phantomime/recording/playing/recorded_scenario.hpp"

namespace phantomime::server {
namespace {

using recording::Recording;

Error no_recording(const std::string& name, std::string_view option) {
  return {ErrorCode::not_found, "'" + name + "' is no recording: there is no '" + recording::log_path(name) + "'",
          std::nullopt,
          std::string{option} + " plays what `phantomime record --out FOLDER` made; packs are played without it"};
}

bool read_one(const FileStore& store, const std::string& name, std::vector<Recording>& recordings, Errors& errors) {
  auto read = recording::read_recording(store, name, recording::most_played_body);
  if (read)
    recordings.push_back(std::move(*read));
  else
    errors.push_back(read.error());
  return read.ok();
}

/// What changes with the log changes what is played.
void watch(LoadedPacks& loaded, const std::vector<Recording>& recordings) {
  for (const Recording& recording : recordings) loaded.watched.push_back(recording::log_path(recording.folder));
}

std::optional<LoadedPacks> load_exact(const FileStore& store, const std::vector<std::string>& names, RecordedPlay play,
                                      Errors& errors) {
  std::vector<Recording> recordings;
  for (const std::string& name : names) {
    if (recording::is_recording(store, name))
      read_one(store, name, recordings, errors);
    else
      errors.push_back(no_recording(name, "--exact"));
  }
  if (!errors.empty()) return std::nullopt;
  auto scenario = recording::recorded_scenario(recordings);
  if (!scenario) {
    errors.push_back(scenario.error());
    return std::nullopt;
  }
  if (play.ordered) (*scenario)->order = recording::recorded_order(recordings, **scenario);
  LoadedPacks loaded;
  loaded.scenario = std::move(*scenario);
  watch(loaded, recordings);
  return loaded;
}

}  // namespace

std::optional<LoadedPacks> load_played(const FileStore& store, const std::vector<std::string>& names,
                                       const formats::LoadOptions& options, RecordedPlay play, Errors& errors) {
  if (play.exact) return load_exact(store, names, play, errors);
  auto loaded = load_packs(store, names, options, errors);
  if (!loaded || !play.ordered) return loaded;
  std::vector<Recording> recordings;
  for (const std::string& name : names)
    if (recording::is_recording(store, name) && !read_one(store, name, recordings, errors)) return std::nullopt;
  if (recordings.empty()) {
    errors.push_back(no_recording(names.front(), "--ordered"));
    return std::nullopt;
  }
  auto scenario = std::make_shared<scenario::Scenario>(*loaded->scenario);
  scenario->order = recording::recorded_order(recordings, *scenario);
  loaded->scenario = std::move(scenario);
  watch(*loaded, recordings);
  return loaded;
}

}  // namespace phantomime::server
