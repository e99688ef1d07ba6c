using System.Text.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Reports;
using Pdp.Language.Values;

namespace Pdp.Bundles.Json;

/// <summary>Answers, explanations and values as JSON; members without content are left out.</summary>
public static class DecisionJson
{
    /// <summary>
    /// Writes an answer: <c>decision</c>, <c>allowed</c>, <c>determining</c>, <c>obligations</c>, <c>advice</c>,
    /// <c>errors</c>, <c>misfits</c>, <c>shadows</c>, <c>revision</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(decision);
        writer.WriteStartObject();
        AnswerJson.WriteMembers(writer, decision);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes how an answer came about, for those who keep it from users: <c>decision</c>, <c>determining</c>, <c>advice</c>,
    /// <c>errors</c>, <c>misfits</c>.
    /// </summary>
    public static void WriteReasons(Utf8JsonWriter writer, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(decision);
        writer.WriteStartObject();
        AnswerJson.WriteReasons(writer, decision);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes an explanation: the members of the answer, and <c>policies</c> and <c>shadowPolicies</c> with the trees of
    /// policies, rules and sub-expressions; with <paramref name="use"/> also <c>index</c>.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="use">What the index found for the same request; null: that is not told.</param>
    public static void Write(Utf8JsonWriter writer, Explanation explanation, IndexUse? use = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(explanation);
        ExplanationJson.Write(writer, explanation, use);
    }

    /// <summary>Writes a value: time stamps and durations as their CEL strings, bytes as base64, lists as lists.</summary>
    public static void Write(Utf8JsonWriter writer, in Value value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ValueJson.Write(writer, value);
    }
}
