using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pdp.Language.Types;

namespace Pdp.Conformance.Tests.Data;

/// <summary>The message types that the official tests name, from <c>messages.json.gz</c>, for the checker.</summary>
internal sealed class MessageTypes : IMessageTypes
{
    private static readonly Lazy<MessageTypes> LazyInstance = new(Load);

    private readonly FrozenDictionary<string, FrozenDictionary<string, CelType>> _messages;
    private readonly FrozenDictionary<string, long> _constants;

    private MessageTypes(IReadOnlyCollection<JsonDocument> documents)
    {
        _messages = Named(documents, "messages")
            .ToFrozenDictionary(
                message => message.Name,
                message => message.Value.EnumerateObject().ToFrozenDictionary(
                    field => field.Name, field => JsonTypes.Type(field.Value), StringComparer.Ordinal),
                StringComparer.Ordinal);
        _constants = Named(documents, "constants")
            .ToFrozenDictionary(constant => constant.Name, constant => constant.Value.GetInt64(), StringComparer.Ordinal);
    }

    public static MessageTypes Instance => LazyInstance.Value;

    public CelType? FindMessage(string message) => _messages.ContainsKey(message) ? JsonTypes.Message(message) : null;

    public CelType? FindField(string message, string field) =>
        _messages.GetValueOrDefault(message)?.GetValueOrDefault(field);

    public IEnumerable<string> FieldsOf(string message) => _messages.GetValueOrDefault(message)?.Keys ?? [];

    public long? FindConstant(string constant) => _constants.TryGetValue(constant, out var number) ? number : null;

    /// <summary>
    /// cel-go's own tests of its checker know the same messages under the names of their former packages, where the
    /// number in the group had another name.
    /// </summary>
    private static MessageTypes Load()
    {
        using var resource = typeof(MessageTypes).Assembly.GetManifestResourceStream("messages.json.gz")
            ?? throw new InvalidOperationException("the message types are not embedded");
        using var reader = new StreamReader(new GZipStream(resource, CompressionMode.Decompress), Encoding.UTF8);
        var json = reader.ReadToEnd();
        using var current = JsonDocument.Parse(json);
        using var former = JsonDocument.Parse(json
            .Replace("cel.expr.conformance.proto2.", "google.expr.proto2.test.", StringComparison.Ordinal)
            .Replace("cel.expr.conformance.proto3.", "google.expr.proto3.test.", StringComparison.Ordinal)
            .Replace("\"single_id\"", "\"nested_id\"", StringComparison.Ordinal));
        return new MessageTypes([current, former]);
    }

    private static IEnumerable<JsonProperty> Named(IEnumerable<JsonDocument> documents, string member) =>
        documents.SelectMany(document => document.RootElement.GetProperty(member).EnumerateObject())
            .DistinctBy(property => property.Name, StringComparer.Ordinal);
}
