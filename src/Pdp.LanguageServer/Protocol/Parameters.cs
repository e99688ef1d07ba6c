using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Pdp.LanguageServer.Transport;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Pdp.LanguageServer.Protocol;

/// <summary>Reads the parameters of messages: those of another form than their records are told of with their place.</summary>
internal static class Parameters
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { MaxDepth = MessageGate.DeepestMessage };
    private static readonly ConcurrentDictionary<Type, Member[]> Forms = new();
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The parameters of a message.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="LocalRpcException">They are of another form.</exception>
    public static T Read<T>(string method, JsonElement parameters)
        where T : class
    {
        if (Wrong(parameters, typeof(T), "") is { } wrong) throw new LocalRpcException($"{method}: {wrong}") { ErrorCode = (int)JsonRpcErrorCode.InvalidParams };
        return parameters.Deserialize<T>(Options)!;
    }

    private static string? Wrong(JsonElement value, Type type, string path)
    {
        if (type == typeof(JsonElement)) return null;
        if (type == typeof(string)) return value.ValueKind == JsonValueKind.String ? null : Expected(path, "a text", value);
        if (type == typeof(bool)) return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Expected(path, "`true` or `false`", value);
        if (type == typeof(int)) return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : Expected(path, "a number of 32 bits", value);
        if (type.IsGenericType)
        {
            if (value.ValueKind != JsonValueKind.Array) return Expected(path, "an array", value);
            var element = type.GetGenericArguments()[0];
            return value.EnumerateArray().Select((item, i) => Wrong(item, element, $"{path}[{i}]")).FirstOrDefault(static wrong => wrong is not null);
        }

        if (value.ValueKind != JsonValueKind.Object) return Expected(path, "an object", value);
        foreach (var member in Forms.GetOrAdd(type, FormOf))
        {
            var at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!value.TryGetProperty(member.Name, out var found) || (member.IsOptional && found.ValueKind == JsonValueKind.Null))
            {
                if (!member.IsOptional) return $"`{at}` is missing";
                continue;
            }

            if (Wrong(found, member.Type, at) is { } wrong) return wrong;
            // lines and characters are counted from 0 on
            if (type == typeof(Position) && found.GetInt32() < 0) return Expected(at, "a number from 0 on", found);
        }

        return null;
    }

    private static string Expected(string path, string expected, JsonElement got) => $"`{path}`: expected {expected}, got {MessageGate.Kind(got)}";

    private static Member[] FormOf(Type type)
    {
        lock (Nullability)
        {
            return
            [
                .. type.GetConstructors()[0].GetParameters().Select(static parameter => new Member(
                    JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!),
                    Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType,
                    parameter.HasDefaultValue || parameter.ParameterType == typeof(JsonElement) || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
                        || Nullability.Create(parameter).WriteState == NullabilityState.Nullable)),
            ];
        }
    }

    private sealed record Member(string Name, Type Type, bool IsOptional);
}
