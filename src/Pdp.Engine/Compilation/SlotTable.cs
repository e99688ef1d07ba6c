using System.Collections.Concurrent;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Gives every attribute that some expression reads a slot, for good: code that is reused has the number in it. So the
/// policy sets that are compiled one after the other share a table, and the older ones are evaluated while a newer one is
/// compiled. Used from any number of threads.
/// </summary>
internal sealed class SlotTable
{
    private readonly ConcurrentDictionary<AttributeName, AttributeBinding> _bindings = [];
    private readonly Lock _adding = new();

    /// <summary>How many slots there are, those included that nothing reads any more.</summary>
    public int Count => _bindings.Count;

    /// <summary>Where an attribute is found, made when first asked for.</summary>
    public AttributeBinding Binding(AttributeName name)
    {
        if (_bindings.TryGetValue(name, out var binding)) return binding;
        lock (_adding)
        {
            return _bindings.TryGetValue(name, out binding)
                ? binding
                : _bindings[name] = new AttributeBinding(_bindings.Count, name.ToString());
        }
    }

    /// <summary>The slot of an attribute, made when first asked for.</summary>
    public int Take(AttributeName name) => Binding(name).Slot;

    /// <summary>The slot of an attribute; −1 when nothing has ever read it.</summary>
    public int Find(AttributeName name) => _bindings.TryGetValue(name, out var binding) ? binding.Slot : -1;
}
