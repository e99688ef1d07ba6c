using System.Collections.Concurrent;
using Pdp.Language.Runtime.Nodes;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>Where a compiled expression finds what a free name means.</summary>
public abstract record Binding;

/// <summary>An attribute in a slot. Reading it while it is missing is an error that names it.</summary>
/// <param name="Slot">Index into <see cref="Frame.Slots"/>.</param>
/// <param name="Path">The attribute as written: <c>subject.clearance</c>.</param>
public sealed record AttributeBinding(int Slot, string Path) : Binding
{
    // an attribute is read at few places of many texts (`subject.department` mostly at their start), and what reads it there
    // is the same code
    private readonly ConcurrentDictionary<TextSpan, AttributeNode> _nodes = new();

    /// <inheritdoc/>
    public bool Equals(AttributeBinding? other) => other is not null && Slot == other.Slot && string.Equals(Path, other.Path, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Slot, Path);

    /// <summary>The code that reads the attribute where it stands at a place.</summary>
    internal AttributeNode NodeAt(TextSpan span) =>
        _nodes.TryGetValue(span, out var node) ? node : _nodes.GetOrAdd(span, new AttributeNode(Slot, Path, span));
}

/// <summary>A named expression, evaluated when first read and kept for the decision, value or error.</summary>
/// <param name="Index">Index into <see cref="Frame.Variables"/>.</param>
/// <param name="Path">The variable as written: <c>variables.same_tenant</c>.</param>
/// <param name="Body">Its compiled expression; its local variables are not shared with any reader's.</param>
/// <param name="Fuel">The budget of its evaluation, which is its own.</param>
public sealed record VariableBinding(int Index, string Path, Node Body, long Fuel) : Binding;

/// <summary>A constant.</summary>
public sealed record ConstantBinding(Value Value) : Binding;

/// <summary><see cref="Frame.Now"/>.</summary>
public sealed record NowBinding : Binding;
