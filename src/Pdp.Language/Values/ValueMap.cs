namespace Pdp.Language.Values;

/// <summary>A map with keys of any of the four key types.</summary>
public sealed class ValueMap : CelMap
{
    private ValueMap() { }

    /// <inheritdoc/>
    public override int Count => throw new NotImplementedException();

    /// <summary>
    /// A map of entries in order (a <see cref="StringMap"/> when all keys are strings), or the error when a key has an
    /// impossible type or occurs twice (numerically equal keys are equal).
    /// </summary>
    public static Value Create(KeyValuePair<Value, Value>[] entries) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override KeyValuePair<Value, Value> EntryAt(int position) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool TryGet(in Value key, out Value value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool TryGet(string key, out Value value) => throw new NotImplementedException();
}
