namespace Pdp.Engine.Compilation;

/// <summary>Gives every attribute that some expression reads a slot.</summary>
internal sealed class SlotTable
{
    private readonly Dictionary<AttributeName, int> _slots = [];

    public int Count => _slots.Count;

    /// <summary>The slot of an attribute, made when first asked for.</summary>
    public int Take(AttributeName name)
    {
        if (!_slots.TryGetValue(name, out var slot)) _slots[name] = slot = _slots.Count;
        return slot;
    }

    /// <summary>The slot of an attribute; −1 when nothing reads it.</summary>
    public int Find(string root, string member) => _slots.GetValueOrDefault(new AttributeName(root, member), -1);

    /// <summary>The members of a root that have slots.</summary>
    public IEnumerable<string> Members(string root) => _slots.Keys.Where(name => name.Root == root).Select(name => name.Member);
}
