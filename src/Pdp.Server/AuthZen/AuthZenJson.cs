using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pdp.Server.AuthZen;

/// <summary>How answers are written.</summary>
internal static class AuthZenJson
{
    /// <summary>Nothing is escaped that JSON does not ask for: some clients compare texts, and no answer stands in a page.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
