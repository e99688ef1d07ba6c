using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Bundles.Json;

/// <summary>Requests as JSON (AuthZEN 1.0's information model).</summary>
public static class RequestJson
{
    // for people as well: quotes and umlauts stay legible
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Reads a request: strict UTF-8, no duplicate or unknown members, no number that overflows, at most
    /// <paramref name="maxDepth"/> levels (up to <see cref="LoadOptions.DeepestJson"/>). Numbers: integral and at most 2^53 in
    /// magnitude is an int, any other a double.
    /// </summary>
    /// <returns>Whether it is a request; if not, <paramref name="errors"/> has everything that is wrong, each with a JSON pointer.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Request? request, out ImmutableArray<JsonError> errors,
        int maxDepth = 64)
    {
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read(utf8, Math.Clamp(maxDepth, 1, LoadOptions.DeepestJson), problems);
        request = root is null ? null : new RequestReader(problems).Request(root);
        if (problems.Count == 0 && request is not null)
        {
            errors = [];
            return true;
        }

        request = null;
        var index = new TextIndex(utf8.ToArray());
        errors =
        [
            .. problems.OrderBy(problem => problem.Offset).Select(problem =>
            {
                var (line, column) = index.Locate(problem.Offset);
                return new JsonError(problem.Pointer, problem.Message, line, column, problem.Help);
            }),
        ];
        return false;
    }

    /// <summary>Writes a request; members without content are left out.</summary>
    public static void Write(Utf8JsonWriter writer, Request request)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        writer.WriteStartObject();
        Write(writer, "subject", request.Subject);
        writer.WriteStartObject("action");
        writer.WriteString("name", request.Action.Name);
        Write(writer, "properties", request.Action.Properties);
        writer.WriteEndObject();
        Write(writer, "resource", request.Resource);
        Write(writer, "context", request.Context);
        writer.WriteEndObject();
    }

    /// <summary>A request as one line of JSON.</summary>
    public static string ToText(Request request)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, OneLine)) Write(writer, request);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, Entity entity)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", entity.Type);
        writer.WriteString("id", entity.Id);
        Write(writer, "properties", entity.Properties);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, StringMap map)
    {
        if (map.Count == 0) return;
        writer.WritePropertyName(name);
        ValueJson.Write(writer, map);
    }
}
