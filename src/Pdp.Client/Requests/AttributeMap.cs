using System.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Pdp.Client;

/// <summary>Attributes by name. They cannot be changed any more once they have been asked about.</summary>
/// <example><code>new AttributeMap { ["ip"] = "10.0.0.1", ["mfa"] = true }</code></example>
public sealed class AttributeMap : IEnumerable<string>
{
    private bool _isFrozen;

    /// <summary>How many there are.</summary>
    public int Count => Message.Fields.Count;

    internal Struct Message { get; } = new();

    /// <summary>Sets an attribute; one that is set to no value is taken away.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidOperationException">They have been asked about.</exception>
    public AttributeValue this[string name]
    {
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (_isFrozen) throw new InvalidOperationException("attributes cannot be changed once they have been asked about: make new ones");
            if (value.Message is { } message) Message.Fields[name] = message;
            else Message.Fields.Remove(name);
        }
    }

    /// <summary>Sets an attribute that is not there yet.</summary>
    /// <exception cref="ArgumentException">It is there already.</exception>
    public void Add(string name, AttributeValue value)
    {
        if (Message.Fields.ContainsKey(name)) throw new ArgumentException($"attribute `{name}` is there already", nameof(name));
        this[name] = value;
    }

    /// <summary>The names.</summary>
    public IEnumerator<string> GetEnumerator() => Message.Fields.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // one that is empty is frozen as well: what was added to it later would be left out of the question without a word
    internal Struct? Freeze()
    {
        _isFrozen = true;
        return Count == 0 ? null : Message;
    }
}
