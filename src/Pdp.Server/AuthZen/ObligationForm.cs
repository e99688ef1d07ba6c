using System.Globalization;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Server.AuthZen;

/// <summary>
/// Obligations as the AuthZEN obligations profile (draft 1) has them: <c>id</c> tells apart the obligations of one answer, <c>type</c>
/// says what is to be done. Ours that bear one of the profile's names are of that type; all others are <c>custom</c>, and name ours
/// as <c>obligation</c> in their properties.
/// </summary>
internal static class ObligationForm
{
    /// <summary>The types that every implementation of the profile knows.</summary>
    public static readonly IReadOnlyList<string> KnownTypes = ["step-up", "notification", "session_termination"];

    /// <summary>What all others are.</summary>
    public const string Custom = "custom";

    /// <summary>Writes the member <c>obligations</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Notice> obligations)
    {
        json.WriteStartArray("obligations");
        for (var i = 0; i < obligations.Count; i++)
        {
            var obligation = obligations[i];
            json.WriteStartObject();
            json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"obl-{i + 1}"));
            if (KnownTypes.Contains(obligation.Id)) WriteKnown(json, obligation);
            else WriteCustom(json, obligation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter json, Notice obligation)
    {
        json.WriteString("type", obligation.Id);
        json.WritePropertyName("properties");
        DecisionJson.Write(json, Value.From(obligation.Properties));
    }

    private static void WriteCustom(Utf8JsonWriter json, Notice obligation)
    {
        json.WriteString("type", Custom);
        json.WriteStartObject("properties");
        json.WriteString("obligation", obligation.Id);
        if (obligation.Properties.Count > 0)
        {
            json.WritePropertyName("properties");
            DecisionJson.Write(json, Value.From(obligation.Properties));
        }

        json.WriteEndObject();
    }
}
