using System.Collections.Concurrent;

namespace Pdp.Samples;

/// <summary>The documents of the sample policies.</summary>
internal sealed class DocumentStore
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal)
    {
        ["handbook"] = "Welcome.", ["roadmap"] = "First this, then that.", ["falcon"] = "It flies.", ["merger"] = "Not yet.",
    };

    /// <summary>The text of a document; null when there is no such document.</summary>
    public string? Read(string id) => _texts.GetValueOrDefault(id);

    /// <summary>Changes a document.</summary>
    public void Write(string id, string text) => _texts[id] = text;
}
