// SPDX-License-Identifier: MIT
//
// Results in parts (StatementExecutePartitions, ConnectionReadPartition) of a source that gives
// Source::parts().
#pragma once

#include <tributary_adbc_handles.hpp>

namespace tributary::sdk::detail {

/// What stands behind the AdbcPartitions that were handed out.
struct PartsHolder {
    std::vector<std::string> parts;
    std::vector<const uint8_t*> bytes;
    std::vector<size_t> lengths;
};

/// A part on its way through the program: its length, itself, and the statement it is of.
inline std::string packPart(const std::string& part, const std::string& sql) {
    return std::to_string(part.size()) + ":" + part + sql;
}

inline std::pair<std::string, std::string> unpackPart(const std::string& packed) {
    const size_t colon = packed.find(':');
    const bool counted = colon != std::string::npos && colon > 0 && colon < 10 &&
                         packed.find_first_not_of("0123456789") == colon;
    const size_t length = counted ? std::stoul(packed.substr(0, colon)) : 0;
    if (!counted || length > packed.size() - colon - 1)
        throw Error(ADBC_STATUS_INVALID_ARGUMENT, "This is no part of a result of this source");
    return {packed.substr(colon + 1, length), packed.substr(colon + 1 + length)};
}

inline AdbcStatusCode executePartitions(AdbcStatement* statement, ArrowSchema* schema, AdbcPartitions* out,
                                        int64_t* affected, AdbcError* error) {
    return guard(error, [&] {
        auto& own = state<StatementState>(statement, "statement");
        own.source->begin();
        auto parts = own.source->partsOf(own.sql);
        if (parts.empty()) missing("parts of this result");
        auto holder = std::make_unique<PartsHolder>();
        for (const auto& part : parts) holder->parts.push_back(packPart(part, own.sql));
        for (const auto& part : holder->parts) {
            holder->bytes.push_back(reinterpret_cast<const uint8_t*>(part.data()));
            holder->lengths.push_back(part.size());
        }
        if (schema) exportSchema(own.source->describe(own.sql), schema);
        if (affected) *affected = -1;
        out->num_partitions = holder->parts.size();
        out->partitions = holder->bytes.data();
        out->partition_lengths = holder->lengths.data();
        out->private_data = holder.release();
        out->release = [](AdbcPartitions* parts) {
            delete static_cast<PartsHolder*>(parts->private_data);
            parts->private_data = nullptr;
            parts->release = nullptr;
        };
    });
}

inline AdbcStatusCode readPartition(AdbcConnection* connection, const uint8_t* bytes, size_t length,
                                    ArrowArrayStream* out, AdbcError* error) {
    return guard(error, [&] {
        auto source = opened(connection);
        source->begin();
        const auto [part, sql] = unpackPart(std::string(reinterpret_cast<const char*>(bytes), length));
        exportStream(std::make_unique<HeldReader>(source, source->queryPart(sql, part)), out);
    });
}

}  // namespace tributary::sdk::detail
