using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pdp.Conformance.Tests.Data;

/// <summary>
/// Says which tests need no protobuf message: no message in the expression, among the values and the declared types;
/// timestamps and durations are values of CEL's own.
/// </summary>
internal static partial class MessageFreeRule
{
    /// <summary>Why a test needs messages; null when it does not.</summary>
    public static string? Need(JsonElement test)
    {
        if (MessageInExpression().IsMatch(test.GetProperty("expr").GetString()!)) return "the expression names a message or an enum";
        if (Contains(test, "bindings", IsMessageValue)) return "a variable holds a message or an enum";
        if (Contains(test, "value", IsMessageValue) || Contains(test, "typedResult", IsMessageValue))
            return "the result is a message or an enum";
        return Contains(test, "typeEnv", IsMessageType) || Contains(test, "typedResult", IsMessageType)
            ? "a type is a message"
            : null;
    }

    private static bool Contains(JsonElement test, string member, Func<JsonProperty, bool> condition) =>
        test.TryGetProperty(member, out var json) && Contains(json, condition);

    private static bool Contains(JsonElement json, Func<JsonProperty, bool> condition) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(member => condition(member) || Contains(member.Value, condition)),
        JsonValueKind.Array => json.EnumerateArray().Any(element => Contains(element, condition)),
        _ => false,
    };

    private static bool IsMessageValue(JsonProperty member) => member.Name switch
    {
        "enumValue" => true,
        "@type" => !JsonTypes.IsTime(member.Value.GetString()!["type.googleapis.com/".Length..]),
        _ => false,
    };

    private static bool IsMessageType(JsonProperty member) =>
        member.Name == "messageType" && !JsonTypes.IsTime(member.Value.GetString()!);

    [GeneratedRegex(
        @"TestAllTypes|TestRequired|GlobalEnum|proto\.(getExt|hasExt)|google\.protobuf\.\w+\s*\{"
        + @"|\b((Bool|Bytes|Double|Float|U?Int32|U?Int64|String|List)?Value|Struct|Any|Timestamp|Duration|Empty|FieldMask)\s*\{")]
    private static partial Regex MessageInExpression();
}
