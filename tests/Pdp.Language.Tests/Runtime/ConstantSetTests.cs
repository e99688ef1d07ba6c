using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Compilation;
using Pdp.Language.Syntax;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class ConstantSetTests
{
    private static readonly CelList Numbers = new([.. Enumerable.Range(0, 100_000).Select(i => Value.From((long)i))]);

    [Fact]
    public void A_list_has_one_set_however_many_read_it()
    {
        Assert.Same(ConstantSets.Of(Numbers), ConstantSets.Of(Numbers));
        Assert.Equal(Numbers.Count, ConstantSets.Of(Numbers).Scalars!.Count);
        Assert.Equal(["a", "b"], ConstantSets.Of(new([Value.From("a"), Value.From("b")])).Few);
        Assert.Equal(7, ConstantSets.Of(new([.. "abcdefg".Select(c => Value.From($"{c}"))])).Strings!.Count);
        Assert.True(ConstantSets.Of(new([Value.From("a"), Value.From(CelList.Empty)])).HasParts);
    }

    [Fact]
    public void A_hundred_readers_of_a_long_constant_take_little_more_memory_than_one()
    {
        Compile();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Compile();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    private static void Compile()
    {
        var parsed = Parser.Parse("a in xs");
        var program = Compiler.Compile(Checker.Check(parsed, Scene.Environment).Expression!, StandardLibrary.Policies, new OneConstant());
        var frame = new Frame(1, 0, program.LocalsEnd) { Fuel = 100_000 };
        frame.Slots[0] = Value.From(99_999L);
        Assert.Equal(Truth.True, program.Root.Test(frame));
    }

    private sealed class OneConstant : IBindings
    {
        public Binding? Resolve(string name) => name == "xs" ? new ConstantBinding(Value.From(Numbers)) : new AttributeBinding(0, name);

        public Binding? ResolveMember(string root, string member) => null;
    }
}
