#include "phantomime/server/recorder/played_recording.hpp"

#include <utility>

#include "phantomime/server/recorded_source.hpp"

namespace phantomime::server {

std::unique_ptr<PlayedRecording> PlayedRecording::load(const FileStore& files, const std::string& folder,
                                                       const Clock& machine, Errors& errors) {
  // With a slash, so that no built-in pack is meant.
  const std::string path = folder.find('/') == std::string::npos ? "./" + folder : folder;
  // A recorder that was killed has made no pack: then its log is played as it is.
  const RecordedPlay play{.exact = files.type(path + "/pack.yaml") != FileStore::Type::file};
  auto loaded = load_played(files, {path}, {}, play, errors);
  if (!loaded) return nullptr;
  auto edition = std::make_shared<const scenario::Edition>(std::move(loaded->scenario));
  return std::unique_ptr<PlayedRecording>{new PlayedRecording{std::move(edition), machine}};
}

scenario::Played PlayedRecording::play(const http::Request& request) {
  scenario::Played played = space_.stage().play(request);
  played.reply.clock = space_.shared_clock();
  played.reply.played_at = played.at;
  return played;
}

std::size_t PlayedRecording::stubs() const { return space_.stage().engine()->scenario().stubs.size(); }

std::string PlayedRecording::stub_name(const scenario::Played& played) const {
  // Nothing changes what is played here: the engine in force is the one that answered.
  if (played.stub == scenario::Index::none) return {};
  return space_.stage().engine()->scenario().stubs[played.stub].name;
}

}  // namespace phantomime::server
