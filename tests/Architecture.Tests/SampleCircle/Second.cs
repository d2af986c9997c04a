namespace Sanctum.Sample.Circle;

internal sealed class Second
{
    public static async Task<int> Count(object one)
    {
        await Task.Yield();
        return one is First first ? first.Others.Count : 0;
    }
}
