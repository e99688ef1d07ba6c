using System.Text.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Language.Values;

namespace Pdp.Bundles.Json;

/// <summary>Answers, explanations and values as JSON; members without content are left out.</summary>
public static class DecisionJson
{
    /// <summary>Writes an answer.</summary>
    public static void Write(Utf8JsonWriter writer, Decision decision) => throw new NotImplementedException();

    /// <summary>Writes an explanation: the answer, and the tree of policies, rules and sub-expressions.</summary>
    public static void Write(Utf8JsonWriter writer, Explanation explanation) => throw new NotImplementedException();

    /// <summary>Writes a value: time stamps and durations as their CEL strings, bytes as base64, lists as lists.</summary>
    public static void Write(Utf8JsonWriter writer, in Value value) => throw new NotImplementedException();
}
