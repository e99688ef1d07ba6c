namespace Pdp.Engine.Compilation;

/// <summary>The slots of the attributes that the code of one policy set reads, out of a table that may have others.</summary>
internal sealed class LiveSlots
{
    private readonly Dictionary<AttributeName, int> _slots = [];
    private readonly Dictionary<string, List<string>> _members = new(StringComparer.Ordinal);

    /// <param name="table">All slots.</param>
    /// <param name="live">The attributes that code may read; those that none does have no slot.</param>
    public LiveSlots(SlotTable table, IEnumerable<AttributeName> live)
    {
        foreach (var (name, slot) in live.Select(name => (name, Slot: table.Find(name))).Where(pair => pair.Slot >= 0).OrderBy(pair => pair.Slot))
        {
            _slots.Add(name, slot);
            if (!_members.TryGetValue(name.Root, out var members)) _members[name.Root] = members = [];
            members.Add(name.Member);
        }

        Count = table.Count;
    }

    /// <summary>How many slots a frame has.</summary>
    public int Count { get; }

    /// <summary>The slot of an attribute; −1 when nothing reads it.</summary>
    public int Find(string root, string member) => _slots.GetValueOrDefault(new AttributeName(root, member), -1);

    /// <summary>The members of a root that have slots, in the order of these.</summary>
    public IReadOnlyList<string> Members(string root) => _members.GetValueOrDefault(root) ?? [];
}
