#include "phantomime/server/recorder/played_recording.hpp"

#include <utility>

#include "phantomime/server/pack_source.hpp"

namespace phantomime::server {

std::unique_ptr<PlayedRecording> PlayedRecording::load(const FileStore& files, const std::string& folder,
                                                       const Clock& machine, Errors& errors) {
  // With a slash, so that no built-in pack is meant.
  const std::string path = folder.find('/') == std::string::npos ? "./" + folder : folder;
  auto loaded = load_packs(files, {path}, {}, errors);
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
