"""What the operating system says, in both languages."""

import errno

ZH = {
    errno.ENOENT: "不存在", errno.EEXIST: "已存在", errno.EACCES: "没有权限", errno.EPERM: "不允许", errno.EISDIR: "是目录",
    errno.ENOTDIR: "上级不是目录", errno.ENOTEMPTY: "目录不为空", errno.ENOSPC: "磁盘已满", errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "文件系统只读", errno.EIO: "磁盘读写错误", errno.ENAMETOOLONG: "名称过长", errno.ELOOP: "链接循环",
    errno.EMFILE: "打开的文件过多", errno.ENFILE: "打开的文件过多", errno.ENOLCK: "无法加锁", errno.EBUSY: "正被占用",
    errno.EFBIG: "文件过大",
}  # fmt: skip


def said(error: Exception) -> tuple[str, str]:
    """Why the system refused, without the path; what has no words of its own in Chinese is quoted as it is."""
    words = getattr(error, "strerror", None) or str(error)
    return ZH.get(getattr(error, "errno", None) or 0, words), words
