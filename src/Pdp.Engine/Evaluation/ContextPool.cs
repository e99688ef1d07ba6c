using Pdp.Engine.Model;

namespace Pdp.Engine.Evaluation;

/// <summary>Contexts of a policy set that no decision uses at the moment. It never waits: where none is free, one is made.</summary>
internal sealed class ContextPool(CompiledSet set)
{
    private readonly EvaluationContext?[] _free = new EvaluationContext?[Math.Clamp(Environment.ProcessorCount * 2, 4, 128)];

    public EvaluationContext Rent()
    {
        var free = _free;
        var start = Start();
        for (var i = 0; i < free.Length; i++)
        {
            ref var place = ref free[(start + i) % free.Length];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } context) return context;
        }

        return new EvaluationContext(set);
    }

    public void Return(EvaluationContext context)
    {
        var free = _free;
        var start = Start();
        for (var i = 0; i < free.Length; i++)
        {
            ref var place = ref free[(start + i) % free.Length];
            if (place is null && Interlocked.CompareExchange(ref place, context, null) is null) return;
        }
    }

    private int Start() => Environment.CurrentManagedThreadId % _free.Length;
}
