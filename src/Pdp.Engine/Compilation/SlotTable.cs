using System.Collections.Concurrent;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Gives every attribute that some expression reads a slot. While the set is compiled it is one thread's; afterwards, when
/// nothing new is read any more, it is used from any number of threads.
/// </summary>
internal sealed class SlotTable
{
    private readonly ConcurrentDictionary<AttributeName, AttributeBinding> _bindings = [];
    private readonly List<AttributeName> _names = [];

    public int Count => _names.Count;

    /// <summary>Where an attribute is found, made when first asked for.</summary>
    public AttributeBinding Binding(AttributeName name)
    {
        if (_bindings.TryGetValue(name, out var binding)) return binding;
        binding = new AttributeBinding(_names.Count, name.ToString());
        _names.Add(name);
        return _bindings[name] = binding;
    }

    /// <summary>The slot of an attribute, made when first asked for.</summary>
    public int Take(AttributeName name) => Binding(name).Slot;

    /// <summary>The slot of an attribute; −1 when nothing reads it.</summary>
    public int Find(string root, string member) => _bindings.TryGetValue(new AttributeName(root, member), out var binding) ? binding.Slot : -1;

    /// <summary>The members of a root that have slots, in the order of these.</summary>
    public IEnumerable<string> Members(string root) => _names.Where(name => name.Root == root).Select(name => name.Member);
}
