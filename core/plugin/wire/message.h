// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace tributary::plugin {

/// Changes whenever the two programs would no longer understand each other: they are built and shipped
/// together.
constexpr uint32_t kWireVersion = 2;

/// Descriptors a sandbox is born with: 0 to 2 are the standard streams, 3 is its guard's.
constexpr int kChannelDescriptor = 4;
constexpr int kOutputRingDescriptor = 5;  ///< sandbox → host
constexpr int kInputRingDescriptor = 6;   ///< host → sandbox
constexpr int kLibraryDescriptor = 7;     ///< the plugin's library, opened and checked by the host

enum class MessageKind : uint16_t {
    // host → sandbox
    Load = 1,     ///< what to load
    Call,         ///< CallKind and arguments
    Cancel,       ///< end call n
    Free,         ///< a slot of the output ring may be filled again
    InputPart,    ///< a piece of a batch in a slot of the input ring
    InputEnd,     ///< no more rows of that input
    InputFailed,  ///< the program's own source failed
    // sandbox → host
    Loaded = 64,  ///< Introduction; or Failed
    Log,
    Progress,
    Schema,     ///< columns of the answer
    BatchPart,  ///< a piece of a batch in a slot of the output ring
    NextInput,  ///< wants the next batch of an input
    InputFree,  ///< a slot of the input ring may be filled again
    Done,       ///< the call succeeded
    Failed      ///< the call failed
};

/// One message as it arrives, put together from its packets.
struct Message {
    MessageKind kind{};
    uint32_t call = 0;  ///< the call it belongs to
    std::string payload;
    int descriptor = -1;  ///< the receiver's to close
};

/// Payload of BatchPart and InputPart.
struct FramePart {
    uint32_t slot = 0;
    uint32_t input = 0;   ///< which input it is for
    uint64_t length = 0;  ///< bytes in the slot
    uint64_t offset = 0;  ///< where they belong in the frame
    uint64_t total = 0;   ///< bytes of the frame
};

/// First thing in a Call's payload.
enum class CallKind : uint8_t {
    OpenDatabase = 1,
    SetConnectionOption,
    Query,
    Objects,
    Info,
    TableTypes,
    Statistics,
    TableSchema,
    ExecuteSchema,
    Partitions,
    ReadPartition,
    Ingest,
    Process,
    Export,  ///< carries the descriptor to write to
    Draw,
    Notify
};

}  // namespace tributary::plugin
